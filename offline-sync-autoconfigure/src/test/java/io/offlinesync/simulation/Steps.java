package io.offlinesync.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.offlinesync.Operation;
import io.offlinesync.jdbc.RecordKey;
import io.offlinesync.simulation.Client.Intent;
import io.offlinesync.test.StreamScope;
import org.jspecify.annotations.Nullable;

/**
 * Takes the steps of a schedule.
 */
final class Steps {

	private static final List<StreamScope> SCOPES = List.of(StreamScope.of("folder", "{}"),
			StreamScope.of("item", "{}"), StreamScope.of("item", "{\"room\":1}"),
			StreamScope.of("item", "{\"rank\":{\"gte\":5}}"),
			StreamScope.of("item", "{\"room\":{\"in\":[2,3]},\"rank\":{\"lt\":8}}"),
			StreamScope.of("item", "{\"folder\":\"f1\"}"), StreamScope.of("folder", "{\"room\":1}"),
			StreamScope.of("note", "{}"), StreamScope.of("note", "{\"color\":{\"gt\":4}}"));

	private static final long[] CLOCKS = { 0, -180_000, 365L * 24 * 3_600_000, 120_000, 40 };

	private static final int WRITERS = 3;

	private static final int ROOMS = 3;

	private final World world;

	private final int clients;

	private final @Nullable DatabaseTransaction[] writers = new DatabaseTransaction[WRITERS];

	private int marks;

	Steps(World world, int clients) {
		this.world = world;
		this.clients = clients;
	}

	/**
	 * Put something into the database, and have clients.
	 */
	void prepare() {
		DatabaseTransaction first = this.world.database().begin();
		for (int user = 0; user < ROOMS; user++) {
			first.changeRights("u" + user, rooms(random().nextInt(4) == 0 ? random().nextInt(8) : 7), true);
		}
		List.of("f1", "f2", "f3").forEach((uid) -> first.capture(new RecordKey("folder", uid), values("folder", uid)));
		for (int i = random().nextInt(9); i > 0; i--) {
			first.capture(new RecordKey("item", "i" + i), values("item", "i" + i));
		}
		this.world.commit(first, null);
		for (int i = 0; i < this.clients; i++) {
			long clock = CLOCKS[(random().nextInt(3) == 0) ? random().nextInt(CLOCKS.length) : 0];
			this.world.clients().add(new Client(this.world, i, scopes(), clock));
		}
	}

	/**
	 * Commit what is open.
	 */
	void end() {
		for (int i = 0; i < WRITERS; i++) {
			commit(i);
		}
	}

	void take(Step step) {
		Client client = this.world.clients().get(step.actor());
		int writer = step.actor() % WRITERS;
		switch (step.kind()) {
			case CONNECT -> client.connect(random().nextInt(4) > 0);
			case DROP -> client.drop();
			case FOLLOW -> client.follow(scopes());
			case WRITE -> write(client, 1);
			case TRANSACTION -> write(client, 2 + random().nextInt(4));
			case PUSH_AGAIN -> client.pushAgain(random().nextInt(1 << 16));
			case CLOCK -> client.setClock(CLOCKS[random().nextInt(CLOCKS.length)]);
			case RECONCILE -> Reconciling.run(this.world, client);
			case BEGIN -> begin(writer);
			case SQL -> sql(writer);
			case COMMIT -> commit(writer);
			case ROLLBACK -> rollback(writer);
			case RIGHTS -> changeRights();
			case PURGE -> purge();
			default -> this.world.crash();
		}
		if (this.world.chance(2)) {
			this.world.wake();
		}
	}

	private Random random() {
		return this.world.random();
	}

	private List<StreamScope> scopes() {
		Set<Integer> chosen = new TreeSet<>();
		for (int i = random().nextInt(3); i >= 0; i--) {
			chosen.add(random().nextInt(SCOPES.size()));
		}
		return chosen.stream().map(SCOPES::get).toList();
	}

	private void write(Client client, int count) {
		List<Intent> intents = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			RecordKey key = key();
			int drawn = random().nextInt(10);
			Operation operation = (drawn < 3) ? Operation.CREATE : (drawn < 8) ? Operation.UPDATE : Operation.DELETE;
			Map<String, Object> values = values(key.table(), key.uid());
			Set<String> changed = new TreeSet<>(values.keySet());
			changed.removeIf((field) -> !field.equals("mark") && random().nextBoolean());
			changed.remove("uid");
			intents.add(new Intent(key, operation, values, changed));
		}
		OwnTransaction transaction = client.write(intents);
		this.world.trace(() -> client.name() + " writes " + transaction);
	}

	private RecordKey key() {
		int drawn = random().nextInt(8);
		return switch (drawn) {
			case 0 -> new RecordKey("folder", "f" + (1 + random().nextInt(3)));
			case 1, 2 -> new RecordKey("note", "n" + (1 + random().nextInt(4)));
			default -> new RecordKey("item", "i" + (1 + random().nextInt(8)));
		};
	}

	private Map<String, Object> values(String table, String uid) {
		Map<String, Object> values = new TreeMap<>();
		values.put("uid", uid);
		values.put("room", 1 + random().nextInt(ROOMS));
		values.put("mark", ++this.marks);
		if (table.equals("item")) {
			values.put("folder", "f" + (1 + random().nextInt(3)));
			values.put("rank", random().nextInt(10));
		}
		if (table.equals("note")) {
			values.put("color", random().nextInt(10));
		}
		return values;
	}

	private DatabaseTransaction begin(int writer) {
		DatabaseTransaction open = this.writers[writer];
		if (open == null || !open.isOpen()) {
			open = this.world.database().begin();
			this.writers[writer] = open;
		}
		return open;
	}

	/**
	 * Insert, update or delete some rows, as far as others do not have them locked, and
	 * foreign keys allow it.
	 */
	private void sql(int writer) {
		DatabaseTransaction open = begin(writer);
		for (int i = random().nextInt(4); i >= 0; i--) {
			RecordKey key = key();
			boolean delete = random().nextInt(4) == 0;
			Map<String, Object> row = values(key.table(), key.uid());
			Map<String, Object> stored = open.read(key).row();
			if (stored != null && random().nextBoolean()) {
				row = new TreeMap<>(stored);
				row.put("mark", ++this.marks);
				row.put("room", 1 + random().nextInt(ROOMS));
			}
			if (open.lock(PushServer.locks(open, key, delete, delete ? Map.of() : row))) {
				boolean orphan = row.get("folder") instanceof String folder
						&& open.read(new RecordKey("folder", folder)).row() == null;
				if (delete || !orphan) {
					open.capture(key, delete ? null : row);
				}
			}
		}
		if (random().nextInt(3) == 0) {
			commit(writer);
		}
	}

	private void commit(int writer) {
		DatabaseTransaction open = this.writers[writer];
		if (open != null && open.isOpen()) {
			this.world.commit(open, null);
		}
	}

	private void rollback(int writer) {
		DatabaseTransaction open = this.writers[writer];
		if (open != null && open.isOpen()) {
			open.rollback();
		}
	}

	private void changeRights() {
		DatabaseTransaction change = this.world.database().begin();
		String user = "u" + random().nextInt(this.clients);
		Set<Integer> rooms = rooms(random().nextInt(8));
		change.changeRights(user, rooms, !this.world.isBroken(Fault.RIGHTS_UNTOLD));
		this.world.trace(() -> user + " may see " + rooms);
		this.world.commit(change, null);
	}

	private static Set<Integer> rooms(int bits) {
		Set<Integer> rooms = new TreeSet<>();
		for (int room = 1; room <= ROOMS; room++) {
			if ((bits >> (room - 1) & 1) == 1) {
				rooms.add(room);
			}
		}
		return rooms;
	}

	private void purge() {
		boolean done = this.world.database().purge(random().nextInt(60));
		this.world.trace(() -> "purge " + (done ? "of what is before " + this.world.database().oldest() : "waits"));
	}

}
