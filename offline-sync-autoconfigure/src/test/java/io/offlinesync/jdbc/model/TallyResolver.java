package io.offlinesync.jdbc.model;

import io.offlinesync.ConflictResolver;
import io.offlinesync.RecordConflict;
import io.offlinesync.Resolution;

import org.springframework.stereotype.Component;

/**
 * The greater score counts, with the newer label. A score of zero is taken as it comes, a
 * negative one is ignored, and only a newer delete deletes.
 */
@Component
class TallyResolver implements ConflictResolver<Tally> {

	@Override
	public Resolution<Tally> resolve(RecordConflict<Tally> conflict) {
		Tally incoming = conflict.incoming();
		Tally stored = conflict.stored().value();
		if (incoming == null || stored == null) {
			return conflict.incomingIsNewer() ? Resolution.takeIncoming() : Resolution.keepStored();
		}
		if (incoming.score() < 0) {
			return Resolution.keepStored();
		}
		if (incoming.score() == 0) {
			return Resolution.takeIncoming();
		}
		Tally newer = conflict.incomingIsNewer() ? incoming : stored;
		return Resolution.store(
				new Tally(stored.id(), newer.folderUid(), Math.max(incoming.score(), stored.score()), newer.label()));
	}

}
