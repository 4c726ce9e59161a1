package io.offlinesync.reconcile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import io.offlinesync.Operation;
import io.offlinesync.reconcile.Decision.Verdict;
import io.offlinesync.reconcile.ReferenceServer.Held;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTests {

	private static final int HISTORIES = 2000;

	private static final int STAMPS = 12;

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void theDecisionsDoWhatTheReferenceDoes(boolean merging) {
		Set<String> seen = new TreeSet<>();
		for (long seed = 0; seed < HISTORIES; seed++) {
			Histories histories = new Histories(seed);
			ReferenceServer reference = new ReferenceServer(merging);
			DecidedServer decided = new DecidedServer(merging);
			for (int step = 0; step < 40; step++) {
				Object event;
				if (histories.random().nextInt(4) == 0) {
					event = disturb(histories, reference, decided);
				}
				else {
					Write write = histories.any(STAMPS);
					event = write;
					Decision decision = decided.apply(write);
					seen.add(decision.verdict() + " " + decision.change());
					assertSame(List.of(seed, step, event), decision.verdict().name(), reference.apply(write));
				}
				assertSame(List.of(seed, step, event), decided.records(), reference.records());
			}
		}
		assertThat(seen).containsExactlyInAnyOrder("APPLIED NONE", "APPLIED INSERT", "APPLIED REPLACE",
				"APPLIED UPDATE", "APPLIED DELETE", "SUPERSEDED NONE", "SUPERSEDED DELETE", "UNCHANGED NONE",
				"UNCHANGED DELETE", "EXPIRED NONE");
	}

	/**
	 * What happens without the rules being asked: a purge, plain SQL, and what gets round
	 * the capture.
	 */
	private static String disturb(Histories histories, ReferenceServer reference, DecidedServer decided) {
		String uid = histories.pick(Histories.UIDS);
		int number = 1 + histories.random().nextInt(STAMPS);
		switch (histories.random().nextInt(5)) {
			case 0 -> {
				reference.purge(number);
				decided.purge(number);
				return "purge up to " + number;
			}
			case 1 -> {
				String field = histories.pick(Histories.FIELDS);
				reference.captureUpdate(uid, field, "sql" + number, number);
				decided.captureUpdate(uid, field, "sql" + number, number);
				return "SQL update of " + uid;
			}
			case 2 -> {
				reference.loseRow(uid);
				decided.loseRow(uid);
				return "lost row of " + uid;
			}
			case 3 -> {
				reference.loseMetadata(uid);
				decided.loseMetadata(uid);
				return "lost metadata of " + uid;
			}
			default -> {
				Map<String, String> data = histories.data();
				reference.sneakIn(uid, data);
				decided.sneakIn(uid, data);
				return "uncaptured insert of " + uid;
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whateverIsSentAgainChangesNothing(boolean merging) {
		int repeated = 0;
		for (long seed = 0; seed < HISTORIES; seed++) {
			Histories histories = new Histories(seed);
			DecidedServer server = new DecidedServer(merging);
			List<Write> history = new ArrayList<>();
			for (int step = 0; step < 25; step++) {
				disturbCaptured(histories, server);
				Write write = histories.any(STAMPS);
				if (merging && write.op() == Operation.UPDATE && write.changed().isEmpty()) {
					// Leaves no trace: see MergeFieldsHistoryTests.
					continue;
				}
				server.apply(write);
				history.add(write);
				assertUnchangedBy("seed " + seed, server, List.of(histories.pick(history)));
				repeated++;
			}
			assertUnchangedBy("seed " + seed, server, history);
			Collections.shuffle(history, histories.random());
			assertUnchangedBy("seed " + seed, server, history);
		}
		assertThat(repeated).isGreaterThan(HISTORIES * (merging ? 20 : 24));
	}

	private static void assertUnchangedBy(String what, DecidedServer server, List<Write> again) {
		Map<String, Held> records = server.records();
		Map<String, FieldTimes> times = server.fieldTimes();
		int stored = server.stored();
		again.forEach(server::apply);
		assertSame(what, server.records(), records);
		assertSame(what, server.fieldTimes(), times);
		assertSame(what, server.stored(), stored);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void theDeletedLivesAgainByLaterStampsOnly(boolean merging) {
		int refused = 0;
		int again = 0;
		int expired = 0;
		for (long seed = 0; seed < HISTORIES; seed++) {
			Histories histories = new Histories(seed);
			DecidedServer server = new DecidedServer(merging);
			Map<String, Integer> graves = new HashMap<>();
			for (int step = 0; step < 40; step++) {
				disturbCaptured(histories, server);
				Write write = histories.any(STAMPS);
				boolean lived = server.state(write.uid()).live();
				Decision decision = server.apply(write);
				StoredState after = server.state(write.uid());
				int grave = graves.getOrDefault(write.uid(), 0);
				if (after.live() && (Marks.mark(after.time()) <= grave || (!lived && write.at() <= grave))) {
					assertThat(after).as("seed %d: %s, deleted at %d", seed, write, grave).isNull();
				}
				refused += (!lived && !after.live() && write.op() != Operation.DELETE) ? 1 : 0;
				again += (!lived && after.live() && grave > 0) ? 1 : 0;
				expired += (decision.verdict() == Verdict.EXPIRED) ? 1 : 0;
				if (after.deleted()) {
					graves.merge(write.uid(), Marks.mark(after.time()), Math::max);
				}
			}
		}
		assertThat(List.of(refused, again, expired)).allMatch((count) -> count > 1000);
	}

	private static void disturbCaptured(Histories histories, DecidedServer server) {
		Random random = histories.random();
		switch (random.nextInt(6)) {
			case 0 -> server.purge(1 + random.nextInt(STAMPS));
			case 1 -> server.captureUpdate(histories.pick(Histories.UIDS), histories.pick(Histories.FIELDS),
					"sql" + random.nextInt(), 1 + random.nextInt(STAMPS));
			default -> {
				// Nothing but clients, mostly.
			}
		}
	}

	@Test
	void writesOfWholeRecordsEndTheSameInAnyOrder() {
		Set<String> endings = new TreeSet<>();
		for (long seed = 0; seed < HISTORIES; seed++) {
			Histories histories = new Histories(seed);
			List<Write> writes = histories.wholeRecord("u", 6);
			int lastDelete = writes.stream()
				.filter((write) -> write.op() == Operation.DELETE)
				.mapToInt(Write::at)
				.max()
				.orElse(0);
			Write last = writes.stream().filter((write) -> write.at() == 6).findFirst().orElseThrow();
			boolean lives = lastDelete < 6;
			endings.add(lives ? "lives" : "deleted");
			for (int order = 0; order < 5; order++) {
				Collections.shuffle(writes, histories.random());
				DecidedServer server = new DecidedServer(false);
				writes.forEach(server::apply);
				Held end = server.records().get("u");
				assertThat(end).as("seed %d", seed).isNotNull();
				assertSame("seed " + seed, end.marks().time(), 6);
				assertSame("seed " + seed, end.lives(), lives);
				assertSame("seed " + seed, end.row() != null, lives);
				if (lives) {
					assertSame("seed " + seed, String.valueOf(end.row()), String.valueOf(Map.copyOf(last.data())));
				}
			}
		}
		assertThat(endings).containsExactly("deleted", "lives");
	}

	@Test
	void whetherARecordLivesAndItsTimeAreTheSameInAnyOrder() {
		for (long seed = 0; seed < HISTORIES; seed++) {
			Histories histories = new Histories(seed);
			List<Write> writes = histories.any(12, STAMPS);
			Set<String> endings = new TreeSet<>();
			for (int order = 0; order < 4; order++) {
				DecidedServer server = new DecidedServer(false);
				writes.forEach(server::apply);
				StringBuilder ending = new StringBuilder();
				server.records()
					.forEach((uid, held) -> ending.append(uid)
						.append(held.lives() ? " lives since " : " deleted at ")
						.append(held.marks().time())
						.append('\n'));
				endings.add(ending.toString());
				Collections.shuffle(writes, histories.random());
			}
			assertThat(endings).as("seed %d", seed).hasSize(1);
		}
	}

	private static void assertSame(Object what, Object actual, Object expected) {
		// Descriptions are dear: only for what fails.
		if (!actual.equals(expected)) {
			assertThat(actual).as("%s", what).isEqualTo(expected);
		}
	}

}
