package com.example.fieldservice.sync;

import java.security.Principal;

import com.example.fieldservice.model.Part;
import io.offlinesync.ProposedWrite;
import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;

import org.springframework.stereotype.Component;

/**
 * Everybody may look parts up. Their stock follows from what is used.
 */
@Component
class PartPolicy implements SyncPolicy<Part> {

	@Override
	public Where readable(Principal user) {
		return Where.all();
	}

	@Override
	public boolean permits(Principal user, ProposedWrite<Part> write) {
		return false;
	}

}
