package io.offlinesync.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.offlinesync.benchmarks.client.SyncClient;

/**
 * Clients that push as fast as they are answered, each one message at a time.
 */
final class PushLoad implements Scenario {

	private static final int MUTATIONS = 500;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		try (Bench bench = Bench.start(settings, 100_000, report)) {
			for (int clients : settings.numbers("clients", 1, 4, 8)) {
				for (int size : new int[] { 1, 100 }) {
					run(bench, MUTATIONS / size, size, clients, settings.number("warm-up"));
					double rate = run(bench, MUTATIONS / size, size, clients, settings.number("seconds"));
					report.line("push, %d clients, messages of %d transactions of %d mutations: %,.0f mutations/s",
							clients, MUTATIONS / size, size, rate);
				}
			}
		}
	}

	private static double run(Bench bench, int count, int size, int clients, int seconds) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(clients);
		try {
			long start = System.nanoTime();
			long end = start + seconds * 1_000_000_000L;
			List<Future<Long>> pushed = new ArrayList<>();
			for (int i = 0; i < clients; i++) {
				SyncClient client = bench.client();
				pushed.add(threads.submit(() -> push(client, count, size, end)));
			}
			long mutations = 0;
			for (Future<Long> client : pushed) {
				mutations += client.get();
			}
			return mutations * 1e9 / (System.nanoTime() - start);
		}
		finally {
			threads.shutdown();
		}
	}

	private static long push(SyncClient client, int count, int size, long end) {
		PushBody body = new PushBody(UUID.randomUUID());
		long mutations = 0;
		while (System.nanoTime() < end) {
			checkApplied(client.ask("push", body.next(count, size, "something to do and to push")), count * size);
			mutations += count * size;
		}
		return mutations;
	}

	/**
	 * Fail unless all was applied.
	 * @param answer the answer to a push
	 * @param mutations how many mutations it had
	 */
	static void checkApplied(String answer, int mutations) {
		int applied = 0;
		String text = "\"outcome\":\"applied\"";
		for (int at = answer.indexOf(text); at >= 0; at = answer.indexOf(text, at + text.length())) {
			applied++;
		}
		if (applied != mutations) {
			throw new IllegalStateException(applied + " of " + mutations + " applied: " + answer);
		}
	}

}
