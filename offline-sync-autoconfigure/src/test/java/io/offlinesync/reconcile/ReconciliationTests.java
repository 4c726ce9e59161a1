package io.offlinesync.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.Decision.Verdict;
import io.offlinesync.reconcile.Reconciliation.Answer;
import io.offlinesync.reconcile.Reconciliation.ForClient;
import io.offlinesync.reconcile.Reconciliation.ForServer;
import io.offlinesync.reconcile.ReconciliationTable.Case;
import io.offlinesync.reconcile.ReconciliationTable.Line;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ReconciliationTests {

	// Three stamps on either side can all differ.
	private static final int GREATEST = 6;

	private int cases;

	@Test
	void everyCaseIsAnsweredAsTheTableSays() {
		Map<String, Integer> spoken = new TreeMap<>();
		forEveryCase((c) -> {
			Line line = lineFor(c);
			spoken.merge(line.name(), 1, Integer::sum);
			Answer expected = line.answer().apply(c);
			Answer actual = decide(c);
			if (!actual.equals(expected)) {
				assertThat(actual).as("%s: %s", line.name(), c).isEqualTo(expected);
			}
		});
		assertThat(this.cases).isEqualTo(343 * 3 * 344);
		assertThat(spoken.keySet())
			.containsExactlyInAnyOrderElementsOf(ReconciliationTable.LINES.stream().map(Line::name).toList());
	}

	private static Line lineFor(Case c) {
		Line speaking = null;
		for (Line line : ReconciliationTable.LINES) {
			if (line.speaks().test(c)) {
				if (speaking != null) {
					throw new AssertionError(c + ": both '" + speaking.name() + "' and '" + line.name() + "'");
				}
				speaking = line;
			}
		}
		if (speaking == null) {
			throw new AssertionError("No line for " + c);
		}
		return speaking;
	}

	@Test
	void noMetadataIsTheSameAsMetadataWithoutStamps() {
		for (Marks client : everyClient(GREATEST)) {
			RecordMetadata held = (client != null) ? client.metadata() : null;
			for (boolean row : new boolean[] { true, false }) {
				assertThat(Reconciliation.decide(new StoredState(row, null), row, held))
					.isEqualTo(Reconciliation.decide(new StoredState(row, RecordMetadata.NONE), row, held));
			}
		}
	}

	@Test
	void aSecondReconcileChangesNothing() {
		forEveryCase((c) -> {
			Answer first = decide(c);
			StoredState after = after(c.stored(), first);
			Answer second = Reconciliation.decide(after, c.inScope() && after.row(), held(c));
			if (second.forServer() != ForServer.NOTHING || second.forClient() != first.forClient()) {
				assertThat(second).as("%s, then again on %s", c, after).isEqualTo(first);
			}
		});
	}

	@Test
	void onceTheClientHasDeletedARecordTheServerHasNoMoreToSay() {
		forEveryCase((c) -> {
			Answer first = decide(c);
			if (first.forClient() == ForClient.DELETE_CLIENT) {
				StoredState after = after(c.stored(), first);
				Answer kept = Reconciliation.decide(after, false, new RecordMetadata(null, null, first.deletedAt()));
				Answer dropped = Reconciliation.decide(after, false, null);
				if (after.row() || kept.forServer() != ForServer.NOTHING || dropped.forClient() != ForClient.NOTHING) {
					assertThat(after).as("%s", c).isNull();
				}
			}
		});
	}

	@Test
	void whatTheClientIsAskedToPushIsApplied() {
		forEveryCase((c) -> {
			ForClient asked = decide(c).forClient();
			if (asked == ForClient.ADD_DATABASE || asked == ForClient.UPDATE_DATABASE) {
				int t = Math.max(1, c.clientTime());
				for (Operation op : List.of(Operation.CREATE, Operation.UPDATE)) {
					Decision decision = LastWriterWins.decide(c.stored(), op, Marks.at(t), null);
					if (decision.verdict() != Verdict.APPLIED) {
						assertThat(decision).as("%s", c).isNull();
					}
				}
			}
		});
	}

	@Test
	void whatTheServerDeletesWouldBeDeletedByTheMutationToo() {
		forEveryCase((c) -> {
			Answer answer = decide(c);
			StoredState after = after(c.stored(), answer);
			if (!c.clientLives() && answer.forServer() != ForServer.NOTHING) {
				Decision decision = LastWriterWins.decide(c.stored(), Operation.DELETE, Marks.at(c.clientTime()), null);
				if (!decision.metadata().equals(after.stamps())) {
					assertThat(after.stamps()).as("%s", c).isEqualTo(decision.metadata());
				}
			}
		});
	}

	@Test
	void aRowInScopeHasToExist() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Reconciliation.decide(new StoredState(false, null), true, RecordMetadata.NONE));
	}

	@Test
	void onlyADeletionHasATime() {
		assertThat(new Answer(ForClient.DELETE_CLIENT, ForServer.NOTHING, Marks.at(1)).deletedAt())
			.isEqualTo(Marks.at(1));
		assertThatIllegalStateException()
			.isThrownBy(() -> new Answer(ForClient.NOTHING, ForServer.NOTHING, null).deletedAt());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Answer(ForClient.DELETE_CLIENT, ForServer.NOTHING, null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Answer(ForClient.NOTHING, ForServer.DELETE, Marks.at(1)));
	}

	static StoredState after(StoredState stored, Answer answer) {
		return switch (answer.forServer()) {
			case NOTHING -> stored;
			case REMOVE_ROW -> {
				assertThat(stored.row() && stored.deleted()).isTrue();
				yield new StoredState(false, stored.metadata());
			}
			case DELETE -> {
				assertThat(stored.row()).isTrue();
				yield new StoredState(false, stored.tombstone(answer.deletedAt()));
			}
			case TOMBSTONE -> {
				assertThat(stored.row()).isFalse();
				yield new StoredState(false, stored.tombstone(answer.deletedAt()));
			}
		};
	}

	private static Answer decide(Case c) {
		return Reconciliation.decide(c.stored(), c.inScope(), held(c));
	}

	private static @Nullable RecordMetadata held(Case c) {
		return (c.client() != null) ? c.client().metadata() : null;
	}

	private void forEveryCase(Consumer<Case> action) {
		List<@Nullable Marks> clients = everyClient(GREATEST);
		for (Marks server : Marks.upTo(GREATEST)) {
			for (Marks client : clients) {
				action.accept(new Case(true, true, server, client));
				action.accept(new Case(true, false, server, client));
				action.accept(new Case(false, false, server, client));
				this.cases += 3;
			}
		}
	}

	private static List<@Nullable Marks> everyClient(int greatest) {
		List<@Nullable Marks> all = new ArrayList<>(Marks.upTo(greatest));
		all.add(null);
		return all;
	}

}
