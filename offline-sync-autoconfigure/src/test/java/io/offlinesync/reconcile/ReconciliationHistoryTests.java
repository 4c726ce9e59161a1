package io.offlinesync.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.Decision.Verdict;
import io.offlinesync.reconcile.Reconciliation.Answer;
import io.offlinesync.reconcile.Reconciliation.ForClient;
import io.offlinesync.reconcile.Reconciliation.ForServer;
import io.offlinesync.reconcile.ReferenceServer.Held;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that held copies, wrote on them, and lost touch while the server went on.
 */
class ReconciliationHistoryTests {

	private final Set<String> seen = new TreeSet<>();

	private int expired;

	@Test
	void bothSidesHoldTheSameOnceTheClientHasDoneAsItWasTold() {
		for (long seed = 0; seed < 4000; seed++) {
			World world = new World(seed);
			for (int step = 0; step < 25; step++) {
				world.step();
			}
			String what = "seed " + seed;
			Map<String, RecordMetadata> asked = world.asks();
			Map<String, Answer> answers = world.reconcile(asked);
			answers.values().forEach((answer) -> this.seen.add(answer.forClient() + " " + answer.forServer()));
			world.assertNoMoreToDelete(what, asked);
			answers.forEach((uid, answer) -> follow(what, world, uid, answer));
			world.assertSame(what);
			world.assertQuiet(what);
		}
		assertThat(this.seen).containsExactlyInAnyOrder("NOTHING NOTHING", "NOTHING REMOVE_ROW", "ADD_CLIENT NOTHING",
				"UPDATE_CLIENT NOTHING", "DELETE_CLIENT NOTHING", "DELETE_CLIENT REMOVE_ROW", "DELETE_CLIENT DELETE",
				"DELETE_CLIENT TOMBSTONE", "LEAVE_CLIENT NOTHING", "ADD_DATABASE NOTHING", "UPDATE_DATABASE NOTHING");
		assertThat(this.expired).isPositive();
	}

	private void follow(String what, World world, String uid, Answer answer) {
		switch (answer.forClient()) {
			case NOTHING -> {
				// Nothing to follow.
			}
			case ADD_CLIENT, UPDATE_CLIENT -> world.take(uid);
			case DELETE_CLIENT, LEAVE_CLIENT -> world.client.remove(uid);
			case ADD_DATABASE, UPDATE_DATABASE -> {
				Held held = world.client.get(uid);
				assertThat(held).as(what).isNotNull();
				Write write = world.push(uid, held);
				boolean unknown = world.server.state(uid).unknown();
				Verdict verdict = world.server.apply(write).verdict();
				if (verdict == Verdict.EXPIRED) {
					// The client keeps the data, apart, and reports it.
					assertThat(unknown && write.at() <= world.server.forgotten()).as(what).isTrue();
					world.client.remove(uid);
					this.expired++;
					return;
				}
				assertThat(verdict).as("%s, %s", what, write).isEqualTo(Verdict.APPLIED);
				assertThat(world.server.row(uid)).as(what).isEqualTo(held.row());
				world.take(uid);
			}
			default -> throw new AssertionError(answer);
		}
	}

	private static final class World {

		private final Histories histories;

		private final Random random;

		private final DecidedServer server = new DecidedServer(false);

		private final Map<String, Held> client = new TreeMap<>();

		// No two writes have the same stamp, deletes excepted: versions that look the
		// same are the same.
		private int clock;

		private World(long seed) {
			this.histories = new Histories(seed);
			this.random = this.histories.random();
		}

		private void step() {
			this.clock++;
			String uid = this.histories.pick(Histories.UIDS);
			switch (this.random.nextInt(10)) {
				case 0, 1, 2 -> this.server
					.apply(this.histories.write(uid, this.histories.pick(List.of(Operation.values())), this.clock));
				case 3, 4 -> take(uid);
				case 5 -> edit(uid);
				case 6 -> delete(uid);
				case 7 -> disturb(uid);
				case 8 -> this.client.computeIfPresent(uid,
						(key, held) -> (held.row() != null) ? new Held(held.row(), Marks.NONE) : held);
				default -> this.server.purge(this.random.nextInt(this.clock) + 1);
			}
		}

		private void edit(String uid) {
			Held held = this.client.get(uid);
			Marks marks = (held != null && held.lives()) ? new Marks(held.marks().created(), this.clock, 0)
					: new Marks(this.clock, 0, 0);
			this.client.put(uid, new Held(Map.copyOf(this.histories.data()), marks));
		}

		private void delete(String uid) {
			Held held = this.client.get(uid);
			if (held != null) {
				// Now, or in the very millisecond of the version deleted.
				int at = (this.random.nextBoolean() && held.marks().time() > 0) ? held.marks().time() : this.clock;
				this.client.put(uid, new Held(null, new Marks(held.marks().created(), held.marks().updated(), at)));
			}
		}

		private void disturb(String uid) {
			StoredState state = this.server.state(uid);
			switch (this.random.nextInt(3)) {
				case 0 -> this.server.loseRow(uid);
				case 1 -> this.server.loseMetadata(uid);
				default -> {
					// Under live stamps another row would look like the one that was
					// lost.
					if (state.unknown() || state.deleted()) {
						this.server.sneakIn(uid, this.histories.data());
					}
				}
			}
		}

		private Map<String, RecordMetadata> asks() {
			Map<String, RecordMetadata> asked = new TreeMap<>();
			this.client.forEach((uid, held) -> asked.put(uid, held.marks().metadata()));
			return asked;
		}

		/**
		 * Answers from one snapshot, and the deletions that follow.
		 */
		private Map<String, Answer> reconcile(Map<String, RecordMetadata> asked) {
			Map<String, Answer> answers = decide(asked);
			answers.forEach(this.server::carryOut);
			return answers;
		}

		private Map<String, Answer> decide(Map<String, RecordMetadata> asked) {
			Map<String, Answer> answers = new TreeMap<>();
			for (String uid : Histories.UIDS) {
				answers.put(uid,
						Reconciliation.decide(this.server.state(uid), inScope(this.server.row(uid)), asked.get(uid)));
			}
			return answers;
		}

		/**
		 * The client takes what the server has, if it is in its scope.
		 */
		private void take(String uid) {
			Held held = this.server.records().get(uid);
			if (held != null && held.lives() && inScope(held.row())) {
				this.client.put(uid, held);
			}
			else {
				this.client.remove(uid);
			}
		}

		private Write push(String uid, Held held) {
			Map<String, String> data = held.row();
			assertThat(data).isNotNull();
			int at = (held.marks().time() > 0) ? held.marks().time() : ++this.clock;
			return (held.marks().updated() > 0)
					? new Write(uid, Operation.UPDATE, data, Set.copyOf(Histories.FIELDS), at)
					: new Write(uid, Operation.CREATE, data, Set.of(), at);
		}

		private void assertNoMoreToDelete(String what, Map<String, RecordMetadata> asked) {
			assertThat(decide(asked).values()).as(what).allMatch((answer) -> answer.forServer() == ForServer.NOTHING);
		}

		private void assertSame(String what) {
			Map<String, String> onServer = new TreeMap<>();
			this.server.records().forEach((uid, held) -> {
				if (held.lives() && inScope(held.row())) {
					onServer.put(uid, held.row() + " at " + held.marks().time());
				}
			});
			Map<String, String> onClient = new TreeMap<>();
			this.client.forEach((uid, held) -> onClient.put(uid, held.row() + " at " + held.marks().time()));
			assertThat(onClient).as(what).isEqualTo(onServer);
		}

		private void assertQuiet(String what) {
			decide(asks()).forEach((uid, answer) -> {
				// Without stamps the same version is sent each time.
				ForClient expected = (this.client.containsKey(uid) && this.server.state(uid).time() == null)
						? ForClient.UPDATE_CLIENT : ForClient.NOTHING;
				assertThat(answer).as("%s, %s", what, uid).isEqualTo(new Answer(expected, ForServer.NOTHING, null));
			});
		}

		private static boolean inScope(@Nullable Map<String, String> row) {
			return row != null && Integer.parseInt(String.valueOf(row.get("a")).substring(1)) % 4 != 0;
		}

	}

}
