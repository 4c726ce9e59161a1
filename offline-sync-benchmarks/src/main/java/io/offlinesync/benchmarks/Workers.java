package io.offlinesync.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Threads that do the same again and again.
 */
final class Workers {

	private Workers() {
	}

	/**
	 * Work as fast as possible for some time.
	 * @param workers what each thread does
	 * @param seconds for how long
	 * @return how much was done in a second
	 */
	static double rate(List<Worker> workers, int seconds) throws Exception {
		long end = System.nanoTime() + seconds * 1_000_000_000L;
		return rate(workers, Double.POSITIVE_INFINITY, () -> System.nanoTime() < end);
	}

	/**
	 * Work.
	 * @param workers what each thread does
	 * @param timesPerSecond how often each does it, if it can
	 * @param more whether to go on
	 * @return how much was done in a second
	 */
	static double rate(List<Worker> workers, double timesPerSecond, BooleanSupplier more) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(workers.size());
		try {
			long start = System.nanoTime();
			List<Future<Long>> done = new ArrayList<>();
			for (Worker worker : workers) {
				done.add(threads.submit(() -> work(worker, new Pace(timesPerSecond), more)));
			}
			long sum = 0;
			for (Future<Long> each : done) {
				sum += each.get();
			}
			return sum * 1e9 / (System.nanoTime() - start);
		}
		finally {
			threads.shutdown();
		}
	}

	private static long work(Worker worker, Pace pace, BooleanSupplier more) throws Exception {
		long sum = 0;
		while (more.getAsBoolean()) {
			sum += worker.work();
			pace.await();
		}
		return sum;
	}

	/**
	 * What a thread does.
	 */
	@FunctionalInterface
	interface Worker {

		/**
		 * Do it once.
		 * @return how much was done
		 */
		long work() throws Exception;

	}

}
