package io.offlinesync.reconcile;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.Decision.RowChange;
import io.offlinesync.reconcile.Reconciliation.Answer;
import io.offlinesync.reconcile.Reconciliation.ForServer;
import io.offlinesync.reconcile.ReferenceServer.Held;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables in memory, written as the store writes them: it asks for a decision, and does
 * what it says without a thought of its own. Refuses an insert where there is a row, and
 * an update or delete where there is none.
 */
final class DecidedServer {

	private final Map<String, Map<String, String>> rows = new HashMap<>();

	private final Map<String, RecordMetadata> metadata = new HashMap<>();

	private final Map<String, FieldTimes> fieldTimes = new HashMap<>();

	private final boolean merging;

	private int forgotten;

	private int stored;

	DecidedServer(boolean merging) {
		this.merging = merging;
	}

	Decision apply(Write write) {
		StoredState state = state(write.uid());
		Instant t = Marks.at(write.at());
		Instant forgottenAt = Marks.instant(this.forgotten);
		if (!this.merging) {
			Decision decision = LastWriterWins.decide(state, write.op(), t, forgottenAt);
			carryOut(write, state, decision, write.changed());
			return decision;
		}
		MergeDecision merge = MergeFields.decide(state, write.op(), write.changed(), t,
				this.fieldTimes.get(write.uid()), forgottenAt);
		carryOut(write, state, merge.decision(), merge.fields());
		if (merge.decision().metadataChanged(state)) {
			storeTimes(write.uid(), merge.times());
		}
		return merge.decision();
	}

	private void carryOut(Write write, StoredState state, Decision decision, Set<String> fields) {
		Map<String, String> row = this.rows.get(write.uid());
		if (decision.change() != RowChange.NONE && (row == null) != (decision.change() == RowChange.INSERT)) {
			throw new AssertionError(decision + " of " + write + " where there is " + row);
		}
		if (decision.change() == RowChange.INSERT || decision.change() == RowChange.REPLACE) {
			this.rows.put(write.uid(), new TreeMap<>(write.data()));
		}
		else if (decision.change() == RowChange.DELETE) {
			this.rows.remove(write.uid());
		}
		else if (decision.change() == RowChange.UPDATE && row != null) {
			fields.forEach((field) -> row.put(field, String.valueOf(write.data().get(field))));
		}
		if (decision.metadataChanged(state)) {
			this.metadata.put(write.uid(), decision.metadata());
			this.stored++;
		}
	}

	private void storeTimes(String uid, @Nullable FieldTimes times) {
		if (times != null) {
			this.fieldTimes.put(uid, times);
		}
		else {
			this.fieldTimes.remove(uid);
		}
	}

	void carryOut(String uid, Answer answer) {
		StoredState state = state(uid);
		if (answer.forServer() == ForServer.REMOVE_ROW || answer.forServer() == ForServer.DELETE) {
			assertThat(this.rows.remove(uid)).isNotNull();
		}
		if (answer.forServer() == ForServer.DELETE || answer.forServer() == ForServer.TOMBSTONE) {
			this.metadata.put(uid, state.tombstone(answer.deletedAt()));
			this.stored++;
		}
	}

	StoredState state(String uid) {
		return new StoredState(this.rows.containsKey(uid), this.metadata.get(uid));
	}

	@Nullable Map<String, String> row(String uid) {
		return this.rows.get(uid);
	}

	/**
	 * How often metadata was written.
	 */
	int stored() {
		return this.stored;
	}

	int forgotten() {
		return this.forgotten;
	}

	void purge(int upTo) {
		this.metadata.entrySet().removeIf((entry) -> {
			int deleted = Marks.mark(entry.getValue().deletedAt());
			boolean purged = deleted != 0 && deleted <= upTo && !this.rows.containsKey(entry.getKey());
			if (purged) {
				this.forgotten = Math.max(this.forgotten, deleted);
				this.fieldTimes.remove(entry.getKey());
			}
			return purged;
		});
	}

	void captureUpdate(String uid, String field, String value, int now) {
		StoredState state = state(uid);
		Map<String, String> row = this.rows.get(uid);
		if (state.live() && row != null) {
			Instant stamp = Stamps.server(Marks.at(now), state.time());
			FieldTimes times = this.fieldTimes.getOrDefault(uid, FieldTimes.of(state.time()));
			this.metadata.put(uid, new RecordMetadata(state.stamps().createdAt(), stamp, null));
			this.fieldTimes.put(uid, times.with(Set.of(field), stamp));
			row.put(field, value);
		}
	}

	void loseRow(String uid) {
		this.rows.remove(uid);
	}

	void loseMetadata(String uid) {
		this.metadata.remove(uid);
		this.fieldTimes.remove(uid);
	}

	void sneakIn(String uid, Map<String, String> data) {
		this.rows.putIfAbsent(uid, new TreeMap<>(data));
	}

	Map<String, Held> records() {
		Set<String> uids = new HashSet<>(this.rows.keySet());
		uids.addAll(this.metadata.keySet());
		Map<String, Held> records = new TreeMap<>();
		for (String uid : uids) {
			Map<String, String> row = this.rows.get(uid);
			records.put(uid, new Held((row != null) ? Map.copyOf(row) : null, Marks.of(state(uid).stamps())));
		}
		return records;
	}

	Map<String, FieldTimes> fieldTimes() {
		return Map.copyOf(this.fieldTimes);
	}

}
