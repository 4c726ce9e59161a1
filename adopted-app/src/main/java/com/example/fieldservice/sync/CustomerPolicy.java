package com.example.fieldservice.sync;

import java.security.Principal;

import io.offlinesync.Operation;
import io.offlinesync.ProposedWrite;
import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;

import org.springframework.stereotype.Component;

/**
 * Everybody may look customers up and correct them. They come and go in the office only.
 */
@Component
class CustomerPolicy implements SyncPolicy<CustomerRecord> {

	@Override
	public Where readable(Principal user) {
		return Where.all();
	}

	@Override
	public boolean permits(Principal user, ProposedWrite<CustomerRecord> write) {
		return write.operation() == Operation.UPDATE;
	}

}
