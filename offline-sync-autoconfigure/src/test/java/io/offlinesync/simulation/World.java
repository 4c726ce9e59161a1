package io.offlinesync.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

import io.offlinesync.feed.ChangeStream;
import io.offlinesync.feed.SimulatedNode;
import io.offlinesync.jdbc.LogPosition;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is simulated: one loop of events under one clock. Whatever happens by
 * chance is decided by the step that came before.
 */
final class World {

	private static final int NODES = 2;

	private static final int LONGEST_NEST = 2;

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private final Clock clock = new Clock();

	private final Database database;

	private final PushServer server;

	private final Checks checks;

	private final @Nullable Fault fault;

	private final List<Client> clients = new ArrayList<>();

	private final List<ChangeStream> streams = new ArrayList<>();

	private final List<SimulatedNode> nodes = new ArrayList<>();

	/** Those whose tail is to take a turn. */
	private final Set<SimulatedNode> woken = new HashSet<>();

	private final List<SimulatedNode> turning = new ArrayList<>();

	private final @Nullable List<String> trace;

	private Random random = new Random(0);

	private boolean calm;

	private int nested;

	private int epoch;

	private long scheduled;

	private @Nullable String failure;

	World(@Nullable Fault fault, @Nullable List<String> trace) {
		this.fault = fault;
		this.trace = trace;
		this.database = new Database(this.clock, fault);
		this.database.afterRead(this::meanwhile);
		this.server = new PushServer(this, this.database);
		this.checks = new Checks(this, this.database);
		startNodes();
	}

	private void startNodes() {
		int started = ++this.epoch;
		this.nodes.clear();
		this.streams.clear();
		for (int i = 0; i < NODES; i++) {
			this.nodes.add(new SimulatedNode(Tables.log(this.database), (task) -> later(4, () -> {
				if (this.epoch == started) {
					task.run();
				}
			}), 3 + this.random.nextInt(4)));
		}
	}

	/**
	 * All nodes and all their transactions end, and nodes start again.
	 */
	void crash() {
		this.database.crash();
		this.turning.clear();
		this.woken.clear();
		startNodes();
		this.clients.forEach(Client::drop);
	}

	Database database() {
		return this.database;
	}

	PushServer server() {
		return this.server;
	}

	Checks checks() {
		return this.checks;
	}

	List<Client> clients() {
		return this.clients;
	}

	SimulatedNode anyNode() {
		return this.nodes.get(this.random.nextInt(NODES));
	}

	int epoch() {
		return this.epoch;
	}

	Instant now() {
		return this.clock.now();
	}

	boolean isBroken(Fault kind) {
		return this.fault == kind;
	}

	boolean chance(int oneIn) {
		return this.random.nextInt(oneIn) == 0;
	}

	/**
	 * Whether something fails that may be tried again.
	 */
	boolean isUnlucky() {
		return !this.calm && chance(30);
	}

	boolean reachesBackTo(LogPosition position) {
		return Tables.log(this.database).read((reader) -> reader.reachesBackTo(position));
	}

	void randomise(long seed) {
		this.random = new Random(seed);
	}

	Random random() {
		return this.random;
	}

	/**
	 * From now on nothing fails.
	 */
	void calmDown() {
		this.calm = true;
	}

	void opened(ChangeStream stream) {
		this.streams.add(stream);
	}

	/**
	 * Commit a transaction of the database, of which the nodes hear.
	 * @param origin which transaction of a client it is, or {@literal null}
	 */
	void commit(DatabaseTransaction transaction, @Nullable String origin) {
		this.checks.committing(transaction, origin);
		transaction.commit();
		trace(() -> "commit of " + transaction.xid() + ((origin != null) ? " for " + origin : "") + ": "
				+ transaction.written().values());
		wake();
	}

	void wake() {
		this.nodes.forEach((node) -> {
			if (this.woken.add(node)) {
				later(10, () -> turn(node));
			}
		});
	}

	private void turn(SimulatedNode node) {
		if (!this.nodes.contains(node)) {
			return;
		}
		if (this.turning.contains(node)) {
			later(2, () -> turn(node));
			return;
		}
		this.woken.remove(node);
		if (isBroken(Fault.HANDOVER_UNCHECKED)) {
			this.streams.forEach((stream) -> node.admitUnchecked(stream, this.database.generation()));
		}
		this.turning.add(node);
		node.turn();
		this.turning.remove(node);
	}

	/**
	 * A time a little later, by chance.
	 */
	long later(int most) {
		return this.clock.millis() + this.random.nextInt(most + 1);
	}

	void later(int most, Runnable task) {
		at(later(most), task);
	}

	void at(long time, Runnable task) {
		this.events.add(new Event(time, this.scheduled++, task));
	}

	/**
	 * Let time pass, and whatever is due.
	 */
	void pass(long millis) {
		long end = this.clock.millis() + millis;
		Event next = this.events.peek();
		while (next != null && next.time <= end && this.failure == null) {
			run(this.events.poll());
			next = this.events.peek();
		}
		this.clock.moveTo(end);
	}

	boolean isQuiet() {
		return this.events.isEmpty();
	}

	private void run(@Nullable Event event) {
		if (event != null) {
			this.clock.moveTo(event.time);
			try {
				event.task.run();
			}
			catch (AssertionError | RuntimeException ex) {
				fail(String.valueOf(ex));
			}
		}
	}

	/**
	 * Between a read of the database and what is made of it others go on.
	 */
	private void meanwhile() {
		if (this.nested < LONGEST_NEST && this.failure == null && chance(5)) {
			this.nested++;
			for (int i = this.random.nextInt(6); i >= 0; i--) {
				run(this.events.poll());
			}
			this.nested--;
		}
	}

	void fail(String what) {
		if (this.failure == null) {
			this.failure = what;
			trace(() -> "FAILS: " + what);
		}
	}

	@Nullable String failure() {
		return this.failure;
	}

	void trace(Supplier<String> what) {
		if (this.trace != null) {
			this.trace.add("  %6d  %s".formatted(this.clock.millis(), what.get()));
		}
	}

	/**
	 * Something that is due at a time.
	 */
	private record Event(long time, long number, Runnable task) implements Comparable<Event> {

		@Override
		public int compareTo(Event other) {
			return (this.time != other.time) ? Long.compare(this.time, other.time)
					: Long.compare(this.number, other.number);
		}

	}

}
