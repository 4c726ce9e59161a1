package io.offlinesync.reconcile;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.Decision.RowChange;
import io.offlinesync.reconcile.Decision.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LastWriterWinsTests {

	// Three stored stamps, the mutation's and what was forgotten can all differ.
	private static final int GREATEST = 5;

	private int cases;

	@Test
	void everyCaseIsDecidedAsTheTableSays() {
		Oracle oracle = Oracle.lastWriterWins();
		forEveryCase((row, metadata, op, t, forgotten) -> {
			StoredState stored = new StoredState(row, metadata);
			Marks marks = Marks.of(stored.stamps());
			Decision expected = oracle.decision(Oracle.serverHas(row, marks, t, forgotten), op, marks, t);
			Decision actual = LastWriterWins.decide(stored, op, Marks.at(t), Marks.instant(forgotten));
			if (!actual.equals(expected)) {
				assertThat(actual).as("%s, %s at %d, forgotten %d", stored, op, t, forgotten).isEqualTo(expected);
			}
		});
		assertThat(oracle.unused()).isEmpty();
		assertThat(this.cases).isEqualTo((6 * 6 * 6 + 1) * 2 * 3 * 5 * 6);
	}

	@Test
	void aReplayChangesNothing() {
		forEveryCase((row, metadata, op, t, forgotten) -> {
			StoredState stored = new StoredState(row, metadata);
			Decision first = LastWriterWins.decide(stored, op, Marks.at(t), Marks.instant(forgotten));
			StoredState after = after(stored, first);
			Decision second = LastWriterWins.decide(after, op, Marks.at(t), Marks.instant(forgotten));
			if (second.change() != RowChange.NONE || second.metadataChanged(after)
					|| second.verdict() == Verdict.APPLIED) {
				assertThat(second).as("again on %s: %s at %d", after, op, t).isNull();
			}
		});
	}

	@Test
	void noMutationLeavesRowAndMetadataInDisagreement() {
		forEveryCase((row, metadata, op, t, forgotten) -> {
			StoredState stored = new StoredState(row, metadata);
			StoredState after = after(stored, LastWriterWins.decide(stored, op, Marks.at(t), Marks.instant(forgotten)));
			if (!after.unknown() && after.row() == after.deleted()) {
				assertThat(after).as("%s after %s at %d", stored, op, t).isNull();
			}
		});
	}

	@Test
	void timeNeverGoesBack() {
		forEveryCase((row, metadata, op, t, forgotten) -> {
			StoredState stored = new StoredState(row, metadata);
			Decision decision = LastWriterWins.decide(stored, op, Marks.at(t), Marks.instant(forgotten));
			if (Stamps.isLater(stored.time(), decision.metadata().time())) {
				assertThat(decision).as("%s after %s at %d", stored, op, t).isNull();
			}
		});
	}

	static StoredState after(StoredState stored, Decision decision) {
		boolean row = switch (decision.change()) {
			case NONE -> stored.row();
			case INSERT, REPLACE, UPDATE -> true;
			case DELETE -> false;
		};
		assertThat(decision.change() == RowChange.INSERT).isEqualTo(row && !stored.row());
		return new StoredState(row, decision.metadata());
	}

	private void forEveryCase(Case action) {
		for (Marks marks : Marks.upTo(GREATEST)) {
			forEveryMutation(action, marks.metadata());
		}
		forEveryMutation(action, null);
	}

	private void forEveryMutation(Case action, @Nullable RecordMetadata metadata) {
		for (boolean row : new boolean[] { true, false }) {
			for (Operation op : Operation.values()) {
				for (int t = 1; t <= GREATEST; t++) {
					for (int forgotten = 0; forgotten <= GREATEST; forgotten++) {
						action.check(row, metadata, op, t, forgotten);
						this.cases++;
					}
				}
			}
		}
	}

	private interface Case {

		void check(boolean row, @Nullable RecordMetadata metadata, Operation op, int t, int forgotten);

	}

}
