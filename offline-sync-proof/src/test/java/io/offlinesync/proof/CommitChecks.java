package io.offlinesync.proof;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.offlinesync.proof.history.Commit;
import io.offlinesync.proof.history.Commit.Row;
import io.offlinesync.proof.history.History;
import io.offlinesync.proof.history.RowKey;
import org.jspecify.annotations.Nullable;

/**
 * Checks what was committed: whatever happens to a record is stamped, in the same
 * transaction, with a time after all before, those of purged tombstones included.
 */
final class CommitChecks {

	private final History history;

	private final Violations violations;

	/** The latest time that each record ever had. */
	private final Map<RowKey, Instant> latest = new HashMap<>();

	private int checked;

	CommitChecks(History history, Violations violations) {
		this.history = history;
		this.violations = violations;
	}

	/**
	 * Check what was committed since this was called last.
	 */
	void run() {
		for (; this.checked < this.history.commits().size(); this.checked++) {
			check(this.history.commits().get(this.checked));
		}
	}

	private void check(Commit commit) {
		commit.rows().forEach((key, row) -> {
			if (key.table().equals("sync_metadata")) {
				checkStamps(commit, key, row);
			}
			else if (Records.isRecord(key)) {
				checkRow(commit, key, row);
			}
		});
	}

	private void checkRow(Commit commit, RowKey key, @Nullable Row row) {
		RowKey metadata = RowKey.metadata(key.table(), key.key());
		if (!commit.rows().containsKey(metadata)) {
			// An update that changes nothing is no change.
			Row before = this.history.before(commit.position(), key);
			if (!Objects.equals(row, before)) {
				this.violations.add("A row was changed without a stamp: %s, from %s to %s in %s", key, before, row,
						commit.xid());
			}
			return;
		}
		Stamps stamps = Stamps.of(commit.rows().get(metadata));
		if ((row == null) != (stamps.deleted() != null)) {
			this.violations.add("Row and stamps do not agree: %s %s, %s in %s", key, row, stamps, commit.xid());
		}
	}

	private void checkStamps(Commit commit, RowKey key, @Nullable Row metadata) {
		Instant before = this.latest.get(key);
		if (metadata == null) {
			Stamps gone = Stamps.of(this.history.before(commit.position(), key));
			if (gone.time() != null && gone.deleted() == null) {
				this.violations.add("The stamps of a living record were removed: %s %s in %s", key, gone, commit.xid());
			}
			return;
		}
		Stamps stamps = Stamps.of(metadata);
		Instant time = stamps.time();
		if (time == null) {
			this.violations.add("A placeholder stays: %s in %s", key, commit.xid());
			return;
		}
		boolean tie = stamps.deleted() != null && time.equals(before);
		if (before != null && !time.isAfter(before) && !tie) {
			this.violations.add("A record went back: %s from %s to %s in %s%s", key, before, stamps, commit.xid(),
					(this.history.before(commit.position(), key) == null) ? ", after a purge" : "");
		}
		if (time.isAfter(commit.at().plusSeconds(3))) {
			this.violations.add("A stamp lies ahead: %s %s in %s of %s", key, stamps, commit.xid(), commit.at());
		}
		this.latest.put(key, time);
	}

}
