package io.offlinesync.proof.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import io.offlinesync.test.StompFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that speaks the protocol: edits, pushes in order and again until it is
 * answered, follows a stream, and does on purpose what goes wrong by itself elsewhere.
 */
public final class ProofClient implements Client, Runnable {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final String name;

	private final String user;

	private final Random random;

	private final Duration offset;

	private final Line line;

	private final Outbox outbox;

	private final Follower follower;

	private final Edits edits;

	private final Map<String, Repetition> repetitions = new HashMap<>();

	private @Nullable Connection connection;

	private @Nullable String asked;

	private long askedAt;

	private int requests;

	private long lastStamp;

	private boolean withholding;

	private boolean stale;

	private volatile boolean quiet;

	private volatile boolean ended;

	private volatile @Nullable Throwable failure;

	/**
	 * Create a client.
	 * @param name its name
	 * @param user whose client it is
	 * @param seed decides what it does
	 * @param offset how far its clock is ahead
	 * @param server gives the port of a server
	 */
	public ProofClient(String name, String user, long seed, Duration offset, IntSupplier server) throws IOException {
		this.name = name;
		this.user = user;
		this.random = new Random(seed);
		this.offset = offset;
		this.line = new Line(server);
		this.outbox = new Outbox(name, user);
		this.follower = new Follower(name, user, this.random);
		this.edits = new Edits(name, this.random, this::value, this::stamp);
	}

	@Override
	public void run() {
		try {
			while (!this.ended) {
				try {
					step((this.connection != null) ? this.connection : connect());
				}
				catch (IOException ex) {
					disconnect();
					Pace.pause(this.random.nextInt(100));
				}
			}
		}
		catch (RuntimeException | Error ex) {
			this.failure = ex;
		}
		disconnect();
	}

	private Connection connect() throws IOException {
		Connection opened = Connection.open(this.line.port(), this.user);
		this.connection = opened;
		this.follower.subscribe(opened);
		return opened;
	}

	private void disconnect() {
		if (this.connection != null) {
			this.connection.close();
			this.connection = null;
		}
		this.asked = null;
		this.repetitions.clear();
	}

	private void step(Connection open) throws IOException {
		StompFrame frame = open.poll(this.random.nextInt(20) + 1);
		while (frame != null) {
			take(open, frame);
			frame = open.poll(0);
		}
		if (open.isClosed() || (this.asked != null && System.nanoTime() - this.askedAt > PATIENCE_NANOS)) {
			throw new IOException("Gone");
		}
		if (!this.quiet) {
			act(open);
		}
		else if (this.withholding) {
			this.withholding = false;
			this.follower.withhold(false, open);
		}
		if (this.asked == null && !this.outbox.isEmpty() && !(this.stale && !this.follower.isComplete())) {
			push(open);
		}
	}

	private void act(Connection open) throws IOException {
		int choice = this.random.nextInt(1000);
		if (choice < 250 && this.outbox.size() < 30) {
			this.outbox.add(this.edits.next());
		}
		else if (choice < 280) {
			repeat(open);
		}
		else if (choice < 285) {
			this.follower.change(open);
		}
		else if (choice < 300) {
			this.withholding = !this.withholding;
			this.follower.withhold(this.withholding, open);
		}
		else if (choice < 306) {
			this.line.loseAnswers(20 + this.random.nextInt(200));
		}
		else if (choice < 309) {
			this.line.halfOpen(300 + this.random.nextInt(500));
		}
		else if (choice < 313) {
			this.line.cut();
		}
		else if (choice < 316) {
			this.line.delay(this.random.nextInt(30));
		}
		else if (choice < 318) {
			disconnect();
			away();
		}
	}

	/** Offline, and still editing. */
	private void away() {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200 + this.random.nextInt(2000));
		while (!this.quiet && System.nanoTime() < end) {
			Pace.pause(50);
			if (this.random.nextInt(4) == 0) {
				this.outbox.add(this.edits.next());
			}
		}
	}

	private void push(Connection open) throws IOException {
		List<Object> transactions = this.outbox.first(this.random.nextInt(6) + 1)
			.stream()
			.<Object>map((pending) -> Outbox.json(pending.id(), pending.mutations()))
			.toList();
		this.asked = ask(open, transactions);
		this.askedAt = System.nanoTime();
		if (!this.quiet && this.random.nextInt(20) == 0) {
			// The request may arrive, and the answer does not.
			this.line.loseAnswers(this.random.nextInt(50));
		}
	}

	/** What was answered long ago, and what was sent just now, comes again. */
	private void repeat(Connection open) throws IOException {
		Answer answer = this.outbox.any(this.random);
		if (answer != null) {
			String id = ask(open, List.of(Outbox.json(answer.id(), answer.mutations())));
			this.repetitions.put(id, new Repetition(answer, this.outbox.forgotten()));
		}
		else if (this.asked != null) {
			ask(open, List.of(Outbox.json(this.outbox.first(1).get(0).id(), this.outbox.first(1).get(0).mutations())));
		}
	}

	private String ask(Connection open, List<Object> transactions) throws IOException {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("clientId", this.name);
		if (this.follower.cursor() != null) {
			body.put("cursor", this.follower.cursor());
		}
		body.put("transactions", transactions);
		String id = "r" + this.requests++;
		open.ask("push", id, JsonMapper.shared().writeValueAsString(body));
		return id;
	}

	private void take(Connection open, StompFrame frame) throws IOException {
		if (!frame.command().equals("MESSAGE")) {
			throw new AssertionError("Unexpected: " + frame);
		}
		String id = frame.header("correlation-id");
		if (id == null) {
			this.follower.message(open, frame);
			if (this.follower.isComplete()) {
				this.stale = false;
			}
		}
		else if (frame.json().has("error")) {
			refused(open, id, frame);
		}
		else if (id.equals(this.asked)) {
			this.asked = null;
			if (!this.outbox.answered(frame.result().get("transactions"))) {
				Pace.pause(this.random.nextInt(100));
			}
		}
		else {
			Repetition repetition = this.repetitions.remove(id);
			if (repetition != null && repetition.forgotten() == this.outbox.forgotten()) {
				check(repetition.first(), frame.result().at("/transactions/0"));
			}
		}
	}

	private void refused(Connection open, String id, StompFrame frame) throws IOException {
		if (frame.errorCode().equals("resync-required")) {
			this.stale = true;
			this.follower.change(open);
		}
		else if (!frame.error().get("retryable").booleanValue()) {
			throw new AssertionError("Refused: " + frame.body());
		}
		if (id.equals(this.asked)) {
			this.asked = null;
		}
		this.repetitions.remove(id);
	}

	private static void check(Answer first, JsonNode again) {
		String outcome = again.get("outcome").stringValue();
		if (!outcome.equals("not-attempted") && !(outcome.equals(first.result().get("outcome").stringValue())
				&& again.path("xid").equals(first.result().path("xid")))) {
			throw new AssertionError("First " + first.result() + ", and then " + again);
		}
	}

	private @Nullable Map<String, @Nullable Object> value(String table, String uid) {
		Mutation pending = this.outbox.newest(table, uid);
		if (pending != null) {
			return pending.op().equals("delete") ? null : pending.data();
		}
		return this.follower.value(table, uid);
	}

	/**
	 * The later of the client's clock, its last stamp + 1 ms, and T + 1 ms of what its
	 * user sees; sometimes T itself, as of two who have changed a record at the same
	 * time, or the clock alone, as of a client that knows nothing any more.
	 */
	private Instant stamp(String table, String uid) {
		long seen = time(table, uid);
		long clock = System.currentTimeMillis() + this.offset.toMillis();
		int chance = this.random.nextInt(8);
		if (seen > 0 && chance == 0) {
			return Instant.ofEpochMilli(seen);
		}
		if (seen == 0 && chance < 4) {
			return Instant.ofEpochMilli(clock);
		}
		this.lastStamp = Math.max(Math.max(clock, this.lastStamp + 1), seen + 1);
		return Instant.ofEpochMilli(this.lastStamp);
	}

	private long time(String table, String uid) {
		JsonNode metadata = this.follower.metadata(table, uid);
		long latest = 0;
		if (metadata != null) {
			for (JsonNode time : metadata) {
				latest = Math.max(latest, time.isString() ? Instant.parse(time.stringValue()).toEpochMilli() : 0);
			}
		}
		return latest;
	}

	@Override
	public void quiet(boolean quiet) {
		this.quiet = quiet;
		if (quiet) {
			this.line.delay(0);
		}
	}

	@Override
	public void forget() {
		this.outbox.forget();
	}

	@Override
	public boolean isDrained() {
		return this.outbox.isEmpty();
	}

	@Override
	public @Nullable String trouble() {
		return (this.failure != null) ? this.failure.toString() : null;
	}

	@Override
	public List<Answer> answers() {
		return this.outbox.take();
	}

	@Override
	public List<CompleteState> states() {
		return this.follower.take();
	}

	@Override
	public @Nullable CompleteState last() {
		return this.follower.last();
	}

	@Override
	public String toString() {
		return this.name + " of " + this.user;
	}

	@Override
	public void close() {
		this.ended = true;
		this.line.close();
	}

	private record Repetition(Answer first, int forgotten) {

	}

}
