package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.Where;
import io.offlinesync.jdbc.model.ModelApplication;
import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.User;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures reconciling and pushing on a database of its own. Run it by hand, with the
 * number of rows in the table; a folder holds 50,000 of them.
 */
final class SyncLoad {

	static final int SCOPE = 50_000;

	private static final Logger logger = LoggerFactory.getLogger(SyncLoad.class);

	private static final Instant T = Instant.parse("2026-01-01T10:00:00Z");

	private static final String FOLDER = new UUID(0, 1).toString();

	private static final Where WHERE = Where.eq("folderUid", FOLDER);

	private final JdbcSyncService service;

	private final JdbcTemplate jdbc;

	SyncLoad(ConfigurableApplicationContext context) {
		this.service = context.getBean(JdbcSyncService.class);
		this.jdbc = context.getBean(JdbcTemplate.class);
	}

	public static void main(String[] arguments) {
		try (ConfigurableApplicationContext context = ModelApplication.start(ModelApplication.database(),
				"logging.level." + SyncLoad.class.getName() + "=info")) {
			new SyncLoad(context).run(Integer.parseInt(arguments[0]));
		}
		System.exit(0);
	}

	private void run(int rows) {
		fill(rows);
		Map<String, RecordMetadata> equal = held(0);
		Map<String, RecordMetadata> different = held(100);
		for (int i = 0; i < 4; i++) {
			logger.info("equal at once: {} ms", time(() -> reconcile(equal, SCOPE)));
			logger.info("1 % different at once: {} ms", time(() -> reconcile(different, SCOPE)));
			logger.info("equal in ranges of 5,000: {} ms", time(() -> reconcile(equal, 5_000)));
			logger.info("1 % different in ranges of 5,000: {} ms", time(() -> reconcile(different, 5_000)));
			logger.info("client empty in ranges of 5,000: {} ms", time(() -> reconcileEmpty(equal, 5_000)));
			logger.info("find-many in pages of 1,000: {} ms", time(this::findMany));
		}
		for (int i = 0; i < 4; i++) {
			for (int size : new int[] { 1, 10, 100 }) {
				logger.info("500 creates in transactions of {}: {} ms", size, time(() -> push(size, true)));
				logger.info("500 updates in transactions of {}: {} ms", size, time(() -> push(size, false)));
			}
		}
	}

	static long time(Runnable work) {
		long start = System.nanoTime();
		work.run();
		return (System.nanoTime() - start) / 1_000_000;
	}

	/**
	 * Fill the tables, by SQL.
	 */
	void fill(int rows) {
		CaptureBypass.update(this.jdbc, "insert into folder (uid, name) select lpad(i::text, 32, '0')::uuid, 'f' "
				+ "from generate_series(1, ?) i", rows / SCOPE);
		CaptureBypass.update(this.jdbc, "insert into item (uid, folder_uid, title, amount, price, done) "
				+ "select md5(i::text)::uuid, lpad((1 + i % ?)::text, 32, '0')::uuid, "
				+ "'a title of an item, of some length, ' || i, i % 100, 9.99, i % 3 = 0 from generate_series(1, ?) i",
				rows / SCOPE, rows);
		this.jdbc.update("insert into offline_sync.sync_metadata select 'item', uid, '2026-01-01T10:00:00Z' from item");
		this.jdbc.execute("vacuum analyze item");
		this.jdbc.execute("vacuum analyze offline_sync.sync_metadata");
	}

	/**
	 * What a client holds that has everything, but for one in so many.
	 */
	Map<String, RecordMetadata> held(int different) {
		Map<String, RecordMetadata> held = new LinkedHashMap<>();
		this.jdbc
			.queryForList("select uid::text from item where folder_uid = ?::uuid order by uid", String.class, FOLDER)
			.forEach((uid) -> held.put(uid, new RecordMetadata(
					(different > 0 && held.size() % different == 0) ? T.minusMillis(1) : T, null, null)));
		return held;
	}

	/**
	 * Reconcile in ranges of so many entries.
	 * @return how many records the client is sent
	 */
	int reconcile(Map<String, RecordMetadata> client, int size) {
		List<String> uids = new ArrayList<>(client.keySet());
		int sent = 0;
		for (int from = 0; from < uids.size(); from += size) {
			Map<String, RecordMetadata> part = new LinkedHashMap<>();
			uids.subList(from, Math.min(from + size, uids.size())).forEach((uid) -> part.put(uid, client.get(uid)));
			sent += reconcile(part, uids, from, size);
		}
		return sent;
	}

	int reconcileEmpty(Map<String, RecordMetadata> all, int size) {
		List<String> uids = new ArrayList<>(all.keySet());
		int sent = 0;
		for (int from = 0; from < uids.size(); from += size) {
			sent += reconcile(Map.of(), uids, from, size);
		}
		return sent;
	}

	private int reconcile(Map<String, RecordMetadata> part, List<String> uids, int from, int size) {
		ReconcileAnswer answer = this.service.reconcile(new User("u"),
				new ReconcileRequest("item", WHERE, part, (from > 0) ? uids.get(from - 1) : null,
						(from + size < uids.size()) ? uids.get(from + size - 1) : null, Long.MAX_VALUE));
		return answer.addClient().size() + answer.updateClient().size();
	}

	private void findMany() {
		String after = null;
		do {
			after = this.service.findMany(null, "item", WHERE, 1_000, after).next();
		}
		while (after != null);
	}

	/**
	 * Push five hundred mutations, of items that are in no folder.
	 * @return how many were applied
	 */
	int push(int size, boolean create) {
		List<String> uids = create ? new ArrayList<>()
				: this.jdbc.queryForList("select uid::text from item where folder_uid is null limit 500", String.class);
		while (uids.size() < 500) {
			uids.add(UUID.randomUUID().toString());
		}
		List<Mutation> mutations = uids.stream()
			.map((uid) -> new Mutation("item", create ? Operation.CREATE : Operation.UPDATE, uid,
					JsonMapper.shared().createObjectNode().put("title", UUID.randomUUID().toString()), null,
					Instant.now()))
			.toList();
		ClientTransaction[] transactions = new ClientTransaction[mutations.size() / size];
		Arrays.setAll(transactions, (i) -> new ClientTransaction(UUID.randomUUID().toString(),
				mutations.subList(i * size, (i + 1) * size)));
		return this.service.push(new Push(new User("u"), "c", null, List.of(transactions)))
			.stream()
			.mapToInt((result) -> (result.error() == null) ? result.results().size() : 0)
			.sum();
	}

}
