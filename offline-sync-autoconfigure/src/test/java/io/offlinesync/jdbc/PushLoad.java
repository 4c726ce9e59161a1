package io.offlinesync.jdbc;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import io.offlinesync.Operation;
import io.offlinesync.jdbc.model.ModelApplication;
import io.offlinesync.testsupport.CountingDataSource;
import io.offlinesync.testsupport.User;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Measures pushes, without the wire, on a database of its own. Run it by hand, with the
 * number of seconds for each figure.
 */
final class PushLoad {

	private static final Logger logger = LoggerFactory.getLogger(PushLoad.class);

	private static final int MUTATIONS = 500;

	private final SyncService service;

	private final CountingDataSource statements;

	private final Duration duration;

	private PushLoad(ConfigurableApplicationContext context, Duration duration) {
		this.service = context.getBean(JdbcSyncService.class);
		this.statements = (CountingDataSource) context.getBean(DataSource.class);
		this.duration = duration;
	}

	public static void main(String[] arguments) {
		try (ConfigurableApplicationContext context = ModelApplication.start(ModelApplication.database(),
				"logging.level." + PushLoad.class.getName() + "=info")) {
			PushLoad load = new PushLoad(context, Duration.ofSeconds(Long.parseLong(arguments[0])));
			for (int i = 0; i < 3; i++) {
				load.rates(1);
				load.rates(100);
				load.latency();
			}
		}
		System.exit(0);
	}

	/**
	 * Records are created, then all of their fields are updated, then they are deleted.
	 */
	private void rates(int size) {
		long[] nanos = new long[3];
		long pushed = 0;
		long cpu = cpu();
		Instant end = Instant.now().plus(this.duration);
		while (Instant.now().isBefore(end)) {
			List<String> uids = new ArrayList<>();
			for (int i = 0; i < MUTATIONS; i++) {
				uids.add(UUID.randomUUID().toString());
			}
			for (Operation operation : Operation.values()) {
				List<ClientTransaction> transactions = transactions(uids, operation, size);
				long start = System.nanoTime();
				push(transactions);
				nanos[operation.ordinal()] += System.nanoTime() - start;
			}
			pushed += MUTATIONS;
		}
		for (Operation operation : Operation.values()) {
			logger.info("{} in transactions of {}: {} mutations/s", operation, size,
					pushed * 1_000_000_000 / nanos[operation.ordinal()]);
		}
		logger.info("{} us of the processor for each, without the database", (cpu() - cpu) / 3_000 / pushed);
	}

	private static long cpu() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

	private void latency() {
		long[] nanos = new long[500];
		for (int i = 0; i < nanos.length; i++) {
			List<ClientTransaction> one = transactions(List.of(UUID.randomUUID().toString()), Operation.CREATE, 1);
			long start = System.nanoTime();
			push(one);
			nanos[i] = System.nanoTime() - start;
		}
		Arrays.sort(nanos);
		logger.info("one push: median {} us, 99 % {} us", nanos[nanos.length / 2] / 1_000,
				nanos[nanos.length * 99 / 100] / 1_000);
	}

	private void push(List<ClientTransaction> transactions) {
		List<TransactionResult> results = this.service.push(new Push(new User("u"), "c", null, transactions));
		this.statements.take();
		if (!results.stream().allMatch((result) -> result.outcome() == TransactionResult.Outcome.COMMITTED)) {
			throw new IllegalStateException(results.toString());
		}
	}

	private static List<ClientTransaction> transactions(List<String> uids, Operation operation, int size) {
		List<ClientTransaction> transactions = new ArrayList<>();
		for (int from = 0; from < uids.size(); from += size) {
			transactions.add(new ClientTransaction(UUID.randomUUID().toString(),
					uids.subList(from, Math.min(from + size, uids.size()))
						.stream()
						.map((uid) -> mutation(uid, operation))
						.toList()));
		}
		return transactions;
	}

	private static Mutation mutation(String uid, Operation operation) {
		ObjectNode data = (operation == Operation.DELETE) ? null
				: JsonMapper.shared()
					.createObjectNode()
					.put("title", "a title of an item, of some length, " + UUID.randomUUID())
					.put("amount", (operation == Operation.CREATE) ? 1 : 2)
					.put("price", 9.99)
					.put("done", operation == Operation.UPDATE);
		return new Mutation("item", operation, uid, data, null, Instant.now());
	}

}
