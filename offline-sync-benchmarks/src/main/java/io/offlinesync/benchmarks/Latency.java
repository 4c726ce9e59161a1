package io.offlinesync.benchmarks;

import java.util.UUID;

import io.offlinesync.benchmarks.client.Page;
import io.offlinesync.benchmarks.client.SyncClient;

/**
 * One push after the other, of one mutation, and nothing else going on.
 */
final class Latency implements Scenario {

	private static final int PUSHES = 2_000;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		try (Bench bench = Bench.start(settings, 100_000, report)) {
			UUID list = UUID.randomUUID();
			PushBody body = new PushBody(list);
			SyncClient client = bench.client();
			push(client, body, PUSHES);
			report.line("latency, SEND of one push to its reply: %s", push(client, body, PUSHES));
			Durations latencies = new Durations();
			Follower other = new Follower(bench, latencies);
			other.subscribe(Follower.lists(list));
			bench.await(other::complete);
			pushAndHear(bench, client, body, latencies, PUSHES);
			pushAndHear(bench, client, body, latencies, PUSHES);
			report.line("latency, SEND of one push to another client's page: %s", latencies);
		}
	}

	private static Durations push(SyncClient client, PushBody body, int times) {
		Durations durations = new Durations();
		for (int i = 0; i < times; i++) {
			String text = body.next(1, 1, "something to do and to push");
			long start = System.nanoTime();
			String answer = client.ask("push", text);
			durations.add(System.nanoTime() - start);
			PushLoad.checkApplied(answer, 1);
		}
		return durations;
	}

	private static void pushAndHear(Bench bench, SyncClient client, PushBody body, Durations latencies, int times) {
		latencies.clear();
		for (int i = 1; i <= times; i++) {
			int expected = i;
			client.ask("push", body.next(1, 1, Page.titleOfNow()));
			bench.await(() -> latencies.size() >= expected);
		}
	}

}
