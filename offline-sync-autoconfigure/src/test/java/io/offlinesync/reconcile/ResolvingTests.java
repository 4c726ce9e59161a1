package io.offlinesync.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.offlinesync.Operation;
import io.offlinesync.Resolution.Choice;
import io.offlinesync.reconcile.Decision.RowChange;
import io.offlinesync.reconcile.Decision.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ResolvingTests {

	private static final int GREATEST = 4;

	private int cases;

	@Test
	void everyAnswerIsCarriedOutAsTheTableSays() {
		Oracle oracle = Oracle.resolving();
		forEveryCase((marks, op, t, choice, same) -> {
			boolean old = same && t <= marks.time();
			Decision expected = oracle.decision(choice + (old ? ", same, t <= T" : ""), op, marks, t);
			Decision actual = Resolving.decide(live(marks), op, Marks.at(t), choice, same);
			if (!actual.equals(expected)) {
				assertThat(actual).as("%s, %s at %d, %s, same %s", marks, op, t, choice, same).isEqualTo(expected);
			}
		});
		assertThat(oracle.unused()).isEmpty();
		assertThat(this.cases).isEqualTo(25 * 3 * 4 * 3 * 2);
	}

	@Test
	void aReplayWithTheSameAnswerChangesNothing() {
		forEveryCase((marks, op, t, choice, same) -> {
			Decision first = Resolving.decide(live(marks), op, Marks.at(t), choice, same);
			StoredState after = LastWriterWinsTests.after(live(marks), first);
			Decision second = Resolving.asks(after) ? Resolving.decide(after, op, Marks.at(t), choice, true)
					: LastWriterWins.decide(after, op, Marks.at(t), null);
			if (first.verdict() == Verdict.APPLIED
					&& (second.change() != RowChange.NONE || second.metadataChanged(after))) {
				assertThat(second).as("again on %s: %s at %d, %s", after, op, t, choice).isNull();
			}
		});
	}

	@Test
	void whatIsStoredIsNewerThanBothItCameFrom() {
		forEveryCase((marks, op, t, choice, same) -> {
			Decision decision = Resolving.decide(live(marks), op, Marks.at(t), choice, same);
			int time = Marks.of(decision.metadata()).time();
			if (decision.verdict() == Verdict.APPLIED && (time <= marks.time() || time < t)) {
				assertThat(decision).as("%s, %s at %d", marks, op, t).isNull();
			}
		});
	}

	@Test
	void theResolverIsAskedOnLiveRecordsOnly() {
		assertThat(Resolving.asks(new StoredState(true, null))).isTrue();
		assertThat(Resolving.asks(new StoredState(true, new Marks(1, 0, 0).metadata()))).isTrue();
		assertThat(Resolving.asks(new StoredState(true, new Marks(1, 0, 2).metadata()))).isFalse();
		assertThat(Resolving.asks(new StoredState(false, new Marks(1, 0, 2).metadata()))).isFalse();
		assertThat(Resolving.asks(new StoredState(false, new Marks(1, 0, 0).metadata()))).isFalse();
		assertThat(Resolving.asks(new StoredState(false, null))).isFalse();
	}

	@Test
	void anAnswerNobodyAskedForIsAMistake() {
		assertThatIllegalArgumentException().isThrownBy(() -> Resolving.decide(new StoredState(false, null),
				Operation.CREATE, Marks.at(1), Choice.STORED, false));
	}

	@Test
	void aResolverThatTakesTheGreaterValueEndsWithTheSameInAnyOrder() {
		for (long seed = 0; seed < 500; seed++) {
			Random random = new Random(seed);
			List<Integer> values = new ArrayList<>(random.ints(8, 1, 20).boxed().toList());
			int greatest = 0;
			StoredState state = live(new Marks(1, 0, 0));
			// In one order, then in another, which is a replay and must change nothing.
			for (int pass = 0; pass < 2; pass++) {
				StoredState before = state;
				for (int value : values) {
					Instant t = Marks.at(1 + value % 5);
					boolean same = value <= greatest;
					Decision decision = Resolving.decide(state, Operation.UPDATE, t, Choice.MERGED, same);
					state = new StoredState(true, decision.metadata());
					greatest = Math.max(greatest, value);
				}
				assertThat(greatest).isEqualTo(Collections.max(values));
				assertThat(pass == 0 || state.equals(before)).as("seed %d", seed).isTrue();
				Collections.shuffle(values, random);
			}
		}
	}

	private static StoredState live(Marks marks) {
		return new StoredState(true, marks.metadata());
	}

	private void forEveryCase(Case action) {
		for (Marks marks : Marks.upTo(GREATEST)) {
			if (marks.lives()) {
				for (Operation op : Operation.values()) {
					for (int t = 1; t <= GREATEST; t++) {
						for (Choice choice : Choice.values()) {
							action.check(marks, op, t, choice, true);
							action.check(marks, op, t, choice, false);
							this.cases += 2;
						}
					}
				}
			}
		}
	}

	private interface Case {

		void check(Marks marks, Operation op, int t, Choice choice, boolean same);

	}

}
