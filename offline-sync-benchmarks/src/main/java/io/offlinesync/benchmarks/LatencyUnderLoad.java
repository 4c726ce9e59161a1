package io.offlinesync.benchmarks;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The same as without load, while others push half as much as they could.
 */
final class LatencyUnderLoad implements Scenario {

	private static final int CLIENTS = 4;

	private static final int TRANSACTIONS = 10;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		try (Bench bench = Bench.start(settings, 100_000, report)) {
			WriteLatency latency = new WriteLatency(bench);
			latency.measure(settings.number("repeat"));
			List<Workers.Worker> clients = PushClients.pushing(bench, CLIENTS, TRANSACTIONS, 1);
			Workers.rate(clients, settings.number("warm-up"));
			double most = Workers.rate(clients, settings.number("seconds"));
			AtomicBoolean done = new AtomicBoolean();
			ExecutorService thread = Executors.newSingleThreadExecutor();
			try {
				Future<Double> load = thread
					.submit(() -> Workers.rate(clients, most / 2 / CLIENTS / TRANSACTIONS, () -> !done.get()));
				latency.measure(settings.number("repeat"));
				done.set(true);
				latency.report(report, new int[] { 50, 99 }, "",
						"load: %,.0f of at most %,.0f mutations/s".formatted(load.get(), most));
			}
			finally {
				done.set(true);
				thread.shutdown();
			}
		}
	}

}
