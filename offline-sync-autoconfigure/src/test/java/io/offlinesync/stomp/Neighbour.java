package io.offlinesync.stomp;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Somebody who writes a page and waits until a stream of theirs tells it, again and
 * again, whatever others do meanwhile.
 */
final class Neighbour implements AutoCloseable {

	private static final String NAME = "nina";

	private static final long PAUSE_MILLIS = 20;

	private final UUID folder = UUID.randomUUID();

	private final UUID page = UUID.randomUUID();

	private final StompTestClient asking;

	private final StreamClient following;

	private final CompletableFuture<Void> done;

	private volatile boolean stopping;

	private int rounds;

	private long slowestAnswer;

	private long slowestPage;

	private Neighbour(int port, JdbcTemplate jdbc) {
		jdbc.update("insert into folder values (?, ?, 'Folder')", this.folder, NAME);
		jdbc.update("insert into member values (gen_random_uuid(), ?, ?)", this.folder, NAME);
		jdbc.update("insert into page values (?, ?, 'first')", this.page, this.folder);
		this.asking = StompTestClient.open(port).connect("token", NAME);
		this.following = StreamClient.over(StompTestClient.open(port).connect("token", NAME),
				new StreamModel(Progress.byTime(), StreamScope.of("page", "{\"folder\":\"" + this.folder + "\"}")),
				"client-individual");
		this.following.untilComplete();
		round();
		this.rounds = 0;
		this.slowestAnswer = 0;
		this.slowestPage = 0;
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.done = done;
		Thread thread = new Thread(() -> {
			try {
				while (!this.stopping) {
					round();
				}
				done.complete(null);
			}
			catch (RuntimeException | AssertionError ex) {
				done.completeExceptionally(ex);
			}
		}, "neighbour");
		thread.start();
	}

	/** Begin, once everything works. */
	static Neighbour start(int port, JdbcTemplate jdbc) {
		return new Neighbour(port, jdbc);
	}

	private void round() {
		long start = System.nanoTime();
		String xid = this.asking
			.ask("push",
					"{\"transactions\":[{\"id\":\"1\",\"mutations\":[{\"table\":\"page\",\"op\":\"update\","
							+ "\"uid\":\"%s\",\"data\":{\"folder\":\"%s\",\"text\":\"%d\"},\"at\":\"%s\"}]}]}"
								.formatted(this.page, this.folder, this.rounds, Instant.now()))
			.result()
			.at("/transactions/0/xid")
			.stringValue();
		this.slowestAnswer = Math.max(this.slowestAnswer, System.nanoTime() - start);
		this.following.untilSeen(xid);
		this.slowestPage = Math.max(this.slowestPage, System.nanoTime() - start);
		this.rounds++;
		this.following.poll(PAUSE_MILLIS);
	}

	/** How many sessions this takes. */
	int sessions() {
		return 2;
	}

	/** Finish the round, and fail if anything was not answered. */
	Figures stop() {
		this.stopping = true;
		try {
			this.done.get(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			throw new CompletionException(ex);
		}
		return new Figures(this.rounds, this.slowestAnswer / 1_000_000, this.slowestPage / 1_000_000);
	}

	@Override
	public void close() {
		this.stopping = true;
		this.asking.close();
		this.following.close();
	}

	/**
	 * What somebody noticed of the others.
	 *
	 * @param rounds how often they were served
	 * @param slowestAnswer the slowest answer, in milliseconds
	 * @param slowestPage the slowest change of a stream, in milliseconds since it was
	 * asked for
	 */
	record Figures(int rounds, long slowestAnswer, long slowestPage) {

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "neighbour %d rounds, slowest answer %d ms, slowest page %d ms",
					this.rounds, this.slowestAnswer, this.slowestPage);
		}

	}

}
