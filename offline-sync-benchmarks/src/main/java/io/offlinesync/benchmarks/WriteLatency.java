package io.offlinesync.benchmarks;

import java.util.UUID;

import io.offlinesync.benchmarks.client.Page;
import io.offlinesync.benchmarks.client.SyncClient;
import io.offlinesync.benchmarks.limit.EchoAndCommit;
import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.Unit;

/**
 * One push of one mutation after the other, each heard by another client; and after each,
 * the least that the same must take: the same bytes echoed, and one row committed.
 */
final class WriteLatency {

	private final Bench bench;

	private final SyncClient client;

	private final PushBody body;

	private final EchoAndCommit limit;

	private final Durations replies = new Durations();

	private final Durations deliveries = new Durations();

	private final Durations echoes = new Durations();

	private final Durations least = new Durations();

	/**
	 * Connect the two clients.
	 * @param bench where
	 */
	WriteLatency(Bench bench) throws Exception {
		this.bench = bench;
		this.client = bench.client();
		this.limit = bench.echoAndCommit();
		UUID list = UUID.randomUUID();
		this.body = new PushBody(list);
		Follower other = new Follower(bench, this.deliveries);
		other.subscribe(Follower.lists(list));
		bench.await(other::complete);
	}

	/**
	 * Measure, and forget what was measured before.
	 * @param times how often
	 */
	void measure(int times) throws Exception {
		this.replies.clear();
		this.deliveries.clear();
		this.echoes.clear();
		this.least.clear();
		for (int i = 1; i <= times; i++) {
			int expected = i;
			String text = this.body.next(1, 1, Page.titleOfNow());
			long start = System.nanoTime();
			String answer = this.client.ask("push", text);
			this.replies.add(System.nanoTime() - start);
			PushClients.checkApplied(answer, 1);
			this.bench.await(() -> this.deliveries.size() >= expected);
			long echo = this.limit.echo(text);
			this.echoes.add(echo);
			this.least.add(echo + this.limit.commit());
		}
	}

	/**
	 * Report what was measured.
	 * @param report takes it
	 * @param percents which percentiles
	 * @param when under what circumstances, or nothing
	 * @param remark what else is to be known, or nothing
	 */
	void report(Report report, int[] percents, String when, String remark) {
		for (int percent : percents) {
			String which = when + ((percent == 50) ? ", median" : ", p" + percent);
			Limit atLeast = new Limit("echo and commit", this.least.percentile(percent));
			report.figure("push to its reply" + which, this.replies.percentile(percent), Unit.MILLISECONDS, atLeast,
					"the echo alone: %.2f ms", this.echoes.percentile(percent));
			report.figure("push to another client" + which, this.deliveries.percentile(percent), Unit.MILLISECONDS,
					atLeast, "%s", remark);
		}
	}

}
