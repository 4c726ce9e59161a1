package io.offlinesync.simulation;

import java.util.List;
import java.util.StringJoiner;

import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.feed.ChangeStream;
import io.offlinesync.feed.StreamListener;
import io.offlinesync.feed.StreamRequest;
import io.offlinesync.simulation.OwnTransaction.Answer;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.User;
import io.offlinesync.testsupport.stream.StreamModel;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client to a node. Pages come late, but in order; requests come late,
 * twice, or not at all, and so do answers.
 */
final class Connection implements StreamListener {

	private static final int WINDOW = 2;

	private final World world;

	private final Client client;

	private final List<StreamScope> scopes;

	private final int epoch;

	private final int openedAt;

	private final ChangeStream stream;

	private boolean open = true;

	private int inFlight;

	private long lastArrival;

	Connection(World world, Client client, List<StreamScope> scopes) {
		this.world = world;
		this.client = client;
		this.scopes = scopes;
		this.epoch = world.epoch();
		this.openedAt = world.database().commits();
		this.stream = world.anyNode()
			.open(new StreamRequest(new User(client.user()),
					scopes.stream()
						.map((scope) -> new StreamRequest.Scope(scope.table(), Where.parse(scope.where())))
						.toList(),
					client.base().cursor()), this);
		world.opened(this.stream);
		this.stream.request();
	}

	List<StreamScope> scopes() {
		return this.scopes;
	}

	/**
	 * The last commit before it was opened.
	 */
	int openedAt() {
		return this.openedAt;
	}

	void close() {
		this.open = false;
		this.world.later(10, this.stream::close);
	}

	@Override
	public void page(String json) {
		if (!this.open || this.epoch != this.world.epoch()) {
			return;
		}
		String page = broken(json);
		boolean late = this.world.isBroken(Fault.PAGES_OUT_OF_ORDER) && this.world.chance(4);
		long arrival = Math.max(this.lastArrival, this.world.later(12)) + (late ? 30 : 0);
		this.lastArrival = late ? this.lastArrival : arrival;
		this.inFlight++;
		this.world.at(arrival, () -> arrived(page));
		if (this.inFlight < WINDOW) {
			this.stream.request();
		}
	}

	private void arrived(String json) {
		if (this.open) {
			this.client.page(this, json);
			this.world.later(6, () -> {
				this.inFlight--;
				this.stream.request();
			});
		}
	}

	@Override
	public void failed(SyncException reason) {
		if (this.open && this.epoch == this.world.epoch()) {
			this.world.fail(this.client.name() + ": the stream has ended: " + reason.getMessage());
		}
	}

	/**
	 * Send transactions.
	 */
	void push(List<OwnTransaction> transactions, @Nullable String cursor) {
		int times = this.world.chance(5) ? 2 : 1;
		boolean[] answered = new boolean[1];
		for (int i = 0; i < times; i++) {
			this.world.later(i * 40 + 8, () -> {
				// What was on its way when the connection was lost may yet arrive.
				if (this.epoch == this.world.epoch() && (this.open || this.world.chance(2))) {
					this.world.server()
						.push(new Push(this.client, transactions, cursor, this.epoch,
								(answers) -> answer(transactions, cursor, answers, answered)));
				}
			});
		}
	}

	private void answer(List<OwnTransaction> transactions, @Nullable String cursor, @Nullable List<Answer> answers,
			boolean[] answered) {
		List<Answer> given = (answers != null) ? List.copyOf(answers) : null;
		this.world.later(8, () -> {
			if (this.open && !answered[0]) {
				answered[0] = true;
				this.client.answered(transactions, cursor, given);
			}
		});
	}

	private String broken(String json) {
		if (this.world.isBroken(Fault.EARLY_COMPLETE) && !json.contains("\"snapshot\"")) {
			return json.replace("\"complete\":false",
					"\"complete\":true,\"seen\":\"" + this.world.database().snapshot() + '"');
		}
		if (this.world.isBroken(Fault.LEFT_UNTOLD)) {
			return json.replaceAll(",?\\{[^{}]*\"left\":true[^{}]*\\}", "").replace("[,", "[");
		}
		return json;
	}

	/**
	 * Put the records of an answer into a base, as if a page had brought them: wrong, to
	 * see that it is noticed.
	 */
	static void putInto(StreamModel base, Answer answer) {
		StringJoiner changes = new StringJoiner(",", "[", "]");
		for (Version record : answer.records()) {
			if (record != null && record.row() != null
					&& base.value(record.key().table(), record.key().uid()) != null) {
				changes.add("{\"table\":\"%s\",\"uid\":\"%s\",\"value\":%s,\"metadata\":%s}"
					.formatted(record.key().table(), record.key().uid(), record.image(), record.stamps()));
			}
		}
		if (base.cursor() != null) {
			base.apply("{\"cursor\":\"%s\",\"changes\":%s,\"complete\":false}".formatted(base.cursor(), changes));
		}
	}

}
