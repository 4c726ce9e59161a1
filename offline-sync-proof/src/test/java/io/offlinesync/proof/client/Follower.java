package io.offlinesync.proof.client;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.offlinesync.proof.history.RowKey;
import io.offlinesync.test.StompFrame;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client's stream, and what the client holds by it.
 */
final class Follower {

	/** They overlap. */
	private static final List<StreamScope> SCOPES = List.of(StreamScope.of("board", "{}"), StreamScope.of("card", "{}"),
			StreamScope.of("card", "{\"board\":\"%s\"}".formatted(Uids.BOARDS.get(0))),
			StreamScope.of("card",
					"{\"board\":{\"in\":[\"%s\",\"%s\"]},\"done\":false}".formatted(Uids.BOARDS.get(0),
							Uids.BOARDS.get(1))),
			StreamScope.of("card", "{\"points\":{\"gte\":5}}"), StreamScope.of("comment", "{}"),
			StreamScope.of("comment", "{\"board\":\"%s\"}".formatted(Uids.BOARDS.get(1))));

	private final String client;

	private final String user;

	private final Random random;

	private final List<CompleteState> states = new ArrayList<>();

	private final List<String> withheld = new ArrayList<>();

	private List<StreamScope> scopes;

	private List<StreamChange> changes = new ArrayList<>();

	private final StreamModel model;

	private int subscriptions;

	private boolean withholding;

	/** Whether the server has heard of the scopes. */
	private boolean known;

	Follower(String client, String user, Random random) {
		this.client = client;
		this.user = user;
		this.random = random;
		this.scopes = choose();
		this.model = new StreamModel(Progress.byTime(), this.scopes.toArray(StreamScope[]::new));
		this.model.expectCrashes();
	}

	private List<StreamScope> choose() {
		List<StreamScope> chosen = new ArrayList<>(SCOPES);
		while (chosen.size() > 3 || (chosen.size() > 1 && this.random.nextInt(4) == 0)) {
			chosen.remove(this.random.nextInt(chosen.size()));
		}
		return List.copyOf(chosen);
	}

	/**
	 * Subscribe where the client stopped.
	 */
	void subscribe(Connection connection) throws IOException {
		this.subscriptions++;
		this.withheld.clear();
		List<String> headers = new ArrayList<>(List.of("id", id(), "destination", "/app/sync/changes", "ack",
				"client-individual", "scopes", this.model.scopes()));
		if (this.model.cursor() != null) {
			headers.addAll(List.of("cursor", this.model.cursor()));
		}
		connection.frame("SUBSCRIBE", "", headers.toArray(String[]::new));
	}

	/**
	 * Follow other scopes from now on, unless the cursor is still of those before: what
	 * was dropped then, and is asked for again, would be known by it.
	 */
	synchronized void change(Connection connection) throws IOException {
		connection.frame("UNSUBSCRIBE", "", "id", id());
		if (this.known) {
			this.known = false;
			this.scopes = choose();
			this.model.follow(this.scopes.toArray(StreamScope[]::new));
		}
		subscribe(connection);
	}

	private String id() {
		return "stream-" + this.subscriptions;
	}

	/**
	 * Take a message, if it is of this stream and not of one before.
	 */
	synchronized void message(Connection connection, StompFrame frame) throws IOException {
		if (!id().equals(frame.header("subscription"))) {
			return;
		}
		if (frame.body().startsWith("{\"error\"")) {
			if (!frame.error().get("retryable").booleanValue()) {
				throw new AssertionError("The stream has ended: " + frame.body());
			}
			throw new IOException(frame.body());
		}
		StreamPage page = this.model.apply(frame.body());
		this.known = true;
		this.changes.addAll(page.changes());
		if (page.seen() != null) {
			this.states.add(new CompleteState(this.client, this.user, this.scopes, page.seen(), Instant.now(), held(),
					this.changes));
			this.changes = new ArrayList<>();
		}
		this.withheld.add(Objects.requireNonNull(frame.header("ack")));
		if (!this.withholding) {
			acknowledge(connection);
		}
	}

	/**
	 * Acknowledge nothing for a while, or what was not acknowledged.
	 */
	synchronized void withhold(boolean withholding, Connection connection) throws IOException {
		this.withholding = withholding;
		if (!withholding) {
			acknowledge(connection);
		}
	}

	private void acknowledge(Connection connection) throws IOException {
		for (String ack : this.withheld) {
			connection.frame("ACK", "", "id", ack);
		}
		this.withheld.clear();
	}

	private Map<RowKey, CompleteState.Held> held() {
		Map<RowKey, CompleteState.Held> held = new HashMap<>();
		Uids.TABLES.forEach((table) -> this.model.records(table)
			.forEach((uid, value) -> held.put(new RowKey(table, uid),
					new CompleteState.Held(value, this.model.metadata(table, uid)))));
		return held;
	}

	@Nullable String cursor() {
		return this.model.cursor();
	}

	synchronized boolean isComplete() {
		return this.model.complete();
	}

	@Nullable Map<String, @Nullable Object> value(String table, String uid) {
		JsonNode value = this.model.records(table).get(uid);
		return (value != null) ? Mutation.data(value) : null;
	}

	@Nullable JsonNode metadata(String table, String uid) {
		return this.model.metadata(table, uid);
	}

	/**
	 * Take out the complete states, all but the last, which stays.
	 */
	synchronized List<CompleteState> take() {
		List<CompleteState> taken = List.copyOf(this.states);
		if (!this.states.isEmpty()) {
			this.states.subList(0, this.states.size() - 1).clear();
		}
		return taken;
	}

	synchronized @Nullable CompleteState last() {
		return this.states.isEmpty() ? null : this.states.get(this.states.size() - 1);
	}

}
