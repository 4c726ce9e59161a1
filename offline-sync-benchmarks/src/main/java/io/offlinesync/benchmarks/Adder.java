package io.offlinesync.benchmarks;

import java.io.IOException;
import java.util.UUID;

import io.offlinesync.benchmarks.client.Page;
import io.offlinesync.benchmarks.client.SyncClient;
import org.jspecify.annotations.Nullable;

/**
 * Adds records to a list, one at a time, each with the time in its title.
 */
final class Adder {

	private final TodoTable table;

	private final UUID list;

	private final PushBody body;

	private final @Nullable SyncClient client;

	/**
	 * Add nothing yet.
	 * @param bench where
	 * @param list the list
	 * @param settings whether in plain SQL or by pushing
	 * @param writes what is meant if they do not say
	 */
	Adder(Bench bench, UUID list, Settings settings, String writes) throws IOException {
		this.table = bench.table();
		this.list = list;
		this.body = new PushBody(list);
		this.client = switch (settings.text("writes").isEmpty() ? writes : settings.text("writes")) {
			case "sql" -> null;
			case "push" -> bench.client();
			default -> throw new IllegalArgumentException("--writes is sql or push");
		};
	}

	/**
	 * Add records at a steady rate.
	 * @param perSecond how many a second
	 * @param seconds for how long
	 * @return how many were added, fewer if the server does not take them that fast
	 */
	int add(double perSecond, int seconds) throws Exception {
		Pace pace = new Pace(perSecond);
		long end = System.nanoTime() + seconds * 1_000_000_000L;
		int added = 0;
		while (System.nanoTime() < end) {
			if (this.client != null) {
				this.client.ask("push", this.body.create(Page.titleOfNow()));
			}
			else {
				this.table.insert(this.list, Page.titleOfNow());
			}
			added++;
			pace.await();
		}
		return added;
	}

}
