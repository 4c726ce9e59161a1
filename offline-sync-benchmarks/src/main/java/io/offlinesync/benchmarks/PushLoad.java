package io.offlinesync.benchmarks;

import java.util.List;

import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.Unit;

/**
 * Clients that push as fast as they are answered, each one message at a time; and the
 * most of them once more, against a server with a policy.
 */
final class PushLoad implements Scenario {

	private static final int MUTATIONS = 500;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		int[] clients = settings.numbers("clients");
		int[] sizes = settings.numbers("transactions");
		try (Bench bench = Bench.start(settings, 100_000, report)) {
			for (int count : clients) {
				for (int size : sizes) {
					run(bench, settings, report, count, size, "");
				}
			}
		}
		try (Bench bench = Bench.start(settings.with("policy", true), 100_000, report)) {
			for (int size : sizes) {
				run(bench, settings, report, clients[clients.length - 1], size, ", with a policy");
			}
		}
	}

	private static void run(Bench bench, Settings settings, Report report, int clients, int size, String how)
			throws Exception {
		double limit = measure(PushClients.writing(bench, clients, size), settings);
		double rate = measure(PushClients.pushing(bench, clients, MUTATIONS / size, size), settings);
		report.figure(
				"%d %s, transactions of %d%s".formatted(clients, (clients == 1) ? "client" : "clients", size, how),
				rate, Unit.MUTATIONS_PER_SECOND, new Limit("JDBC batch, plain table", limit),
				"%d transactions a message", MUTATIONS / size);
	}

	private static double measure(List<Workers.Worker> workers, Settings settings) throws Exception {
		Workers.rate(workers, settings.number("warm-up"));
		return Workers.rate(workers, settings.number("seconds"));
	}

}
