package com.example.fieldservice.sync;

import java.security.Principal;

import io.offlinesync.ProposedWrite;
import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;

import org.springframework.stereotype.Component;

/**
 * Everybody may look contacts up. They are written with their customer.
 */
@Component
class ContactPolicy implements SyncPolicy<ContactRecord> {

	@Override
	public Where readable(Principal user) {
		return Where.all();
	}

	@Override
	public boolean permits(Principal user, ProposedWrite<ContactRecord> write) {
		return false;
	}

}
