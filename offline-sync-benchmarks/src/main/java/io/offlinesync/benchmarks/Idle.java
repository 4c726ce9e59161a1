package io.offlinesync.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.offlinesync.benchmarks.client.RawClient;
import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.Unit;

/**
 * Many connections with a stream each, on which nothing happens but heart-beats, and as
 * many WebSockets with nothing on them at all.
 */
final class Idle implements Scenario {

	/** What the server offers by default. */
	private static final int HEARTBEAT_MILLIS = 10_000;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		int connections = settings.number("connections");
		try (Bench bench = Bench.start(settings, 100_000, report)) {
			// What is created once, by the first.
			bench.await(follower(bench)::complete);
			Rest none = rest(bench, settings);
			List<RawClient> sockets = new ArrayList<>();
			for (int i = 0; i < connections; i++) {
				sockets.add(RawClient.connect(bench.loop(), bench.server().port(), "/echo"));
			}
			Rest raw = rest(bench, settings);
			sockets.forEach(RawClient::close);
			long start = System.nanoTime();
			open(bench, connections);
			double perSecond = connections * 1e9 / (System.nanoTime() - start);
			Rest streams = rest(bench, settings);
			report.figure("heap of a connection, of %,d".formatted(connections), streams.heapSince(none, connections),
					Unit.KILOBYTES, new Limit("WebSocket", raw.heapSince(none, connections)),
					"the process: %.1f kB, with a WebSocket: %.1f kB; %,.0f connected in a second",
					streams.processSince(none, connections), raw.processSince(none, connections), perSecond);
			report.figure("processors, with %,d connections".formatted(connections), streams.processor(),
					Unit.PROCESSOR, new Limit("as many WebSockets", raw.processor()),
					"without any: %.1f ms/s; heart-beats every 10 s", none.processor());
		}
	}

	private static void open(Bench bench, int connections) throws IOException {
		List<Follower> followers = new ArrayList<>();
		for (int i = 0; i < connections; i++) {
			followers.add(follower(bench));
		}
		bench.await(() -> followers.stream().allMatch(Follower::complete));
	}

	private static Follower follower(Bench bench) throws IOException {
		Follower follower = new Follower(bench.client(HEARTBEAT_MILLIS), null);
		follower.subscribe(Follower.lists(UUID.randomUUID()));
		return follower;
	}

	private static Rest rest(Bench bench, Settings settings) throws Exception {
		Pace.pauseSeconds(settings.number("warm-up"));
		int seconds = settings.number("seconds");
		Duration start = bench.server().processorTime();
		Pace.pauseSeconds(seconds);
		double processor = bench.server().processorTime().minus(start).toMillis() / (double) seconds;
		return new Rest(bench.server().heap()[0], bench.server().residentBytes(), processor);
	}

	/**
	 * The server at rest.
	 *
	 * @param heapBytes what is in use of its heap after a collection
	 * @param processBytes what its process has of the memory
	 * @param processor how many milliseconds of processors it uses in a second
	 */
	private record Rest(long heapBytes, double processBytes, double processor) {

		double heapSince(Rest before, int connections) {
			return (this.heapBytes - before.heapBytes) / 1e3 / connections;
		}

		double processSince(Rest before, int connections) {
			return (this.processBytes - before.processBytes) / 1e3 / connections;
		}

	}

}
