package com.example.fieldservice.sync;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import com.example.fieldservice.StompConnection;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static io.offlinesync.test.StreamScope.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever wrote before goes on, knows nothing of clients, and they hear of it at once.
 */
class OtherWritersIntegrationTests {

	private static RunningApplication application;

	private SyncTestClient tom;

	private SyncTestStream toms;

	@BeforeAll
	static void start() {
		application = new OldDatabase().start("fieldservice.escalation.delay=PT0.2S");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void connect() {
		tom = application.connect("tom");
		toms = tom
			.follow(scope("TBL_CUST"), scope("TBL_CUST_CONT"), scope("TBL_WO"), scope("TBL_WO_POS"), scope("parts"))
			.awaitComplete();
	}

	@AfterEach
	void disconnect() {
		tom.close();
	}

	@Test
	void theRestApi() {
		JsonNode customer = application.post("dora", "/api/customers", """
				{"name": "Neukunde", "category": "PRIVATE", "creditLimit": 900,
				"contacts": [{"name": "Frau Neu"}, {"name": "Herr Alt"}]}""");
		String number = customer.get("number").asString();
		assertThat(toms.awaitRecord("TBL_CUST", number).get("name")).isEqualTo("Neukunde");
		toms.await((copy) -> contactsOf(copy, number).equals(Set.of("Frau Neu", "Herr Alt")));

		int status = application.put("dora", "/api/customers/" + number, """
				{"name": "Altkunde", "category": "PRIVATE", "version": 0, "contacts": [{"name": "Frau Neu"}]}""");
		assertThat(status).isEqualTo(200);
		toms.awaitAsserted((copy) -> assertThat(copy.record("TBL_CUST", number).get("name")).isEqualTo("Altkunde"));
		toms.await((copy) -> contactsOf(copy, number).equals(Set.of("Frau Neu")));
	}

	private static Set<Object> contactsOf(SyncTestStream copy, String customer) {
		return values(copy, "TBL_CUST_CONT", "name", "customerNumber", customer);
	}

	/**
	 * What a field is in all records in which another one has a value.
	 */
	private static Set<Object> values(SyncTestStream copy, String table, String field, String other, Object value) {
		return copy.records(table)
			.values()
			.stream()
			.filter((record) -> String.valueOf(value).equals(String.valueOf(record.get(other))))
			.map((record) -> record.get(field))
			.collect(Collectors.toSet());
	}

	@Test
	void theTriggerThatKeepsTheStock() {
		BigDecimal before = stock(toms);
		long order = application.createOrder("dora", "HH", "Truhe");
		assertThat(toms.awaitRecord("TBL_WO", order).get("subject")).isEqualTo("Truhe");
		toms.awaitAsserted(
				(copy) -> assertThat(stock(copy)).isEqualByComparingTo(before.subtract(BigDecimal.valueOf(2))));
		toms.await((copy) -> items(copy, order) == 1);
		application.delete("dora", "/api/work-orders/" + order);
		toms.awaitGone("TBL_WO", order).awaitAsserted((copy) -> assertThat(stock(copy)).isEqualByComparingTo(before));
	}

	private static BigDecimal stock(SyncTestStream copy) {
		return (BigDecimal) copy.record("parts", "THM-0010").get("stock");
	}

	@Test
	void theJobAndTheApplicationsOwnBroker() throws Exception {
		try (StompConnection dora = StompConnection.open(application.port(), "/ws", "dora")) {
			dora.subscribe("/topic/dispatch/HH");
			long first = application.createOrder("dora", "HH", "Eilig");
			application.jdbc().update("update \"TBL_WO\" set due_dt = current_date - 1 where wo_no = ?", first);
			toms.awaitAsserted((copy) -> assertThat(copy.record("TBL_WO", first).get("escalated")).isEqualTo("Y"));
			assertThat(toms.record("TBL_WO", first).get("updatedBy")).isEqualTo("escalation");
			String heard = dora.hear("/topic/dispatch/HH");
			while (!heard.contains("escalated")) {
				heard = dora.hear("/topic/dispatch/HH");
			}
			assertThat(heard).contains("\"number\":" + first);
		}
	}

	@Test
	void sqlByHand() {
		application.jdbc().update("update \"TBL_CUST\" set \"NAME1\" = upper(\"NAME1\") where cust_no <= 200");
		toms.await((copy) -> copy.records("TBL_CUST")
			.values()
			.stream()
			.filter((customer) -> ((String) customer.get("name")).startsWith("KUNDE"))
			.count() == 200);
	}

	/**
	 * What the application did before it knew that items have ids.
	 */
	@Test
	void aNodeThatIsNotUpdatedYet() {
		long order = application.createOrder("dora", "HH", "Alter Knoten");
		toms.await((copy) -> items(copy, order) == 1);
		application.jdbc().update("delete from \"TBL_WO_POS\" where wo_no = ?", order);
		application.jdbc()
			.batchUpdate("insert into \"TBL_WO_POS\" (wo_no, pos, part_no, qty) values (?, ?, ?, ?)",
					List.of(new Object[] { order, 0, "THM-0010", 2 }, new Object[] { order, 1, "FAN-0250", 1 }));
		toms.await((copy) -> items(copy, order) == 2);
	}

	@Test
	void aCascade() {
		String customer = "250";
		assertThat(contactsOf(toms, customer)).isNotEmpty();
		Set<Object> orders = ordersOf(toms, customer);
		assertThat(orders).isNotEmpty().allMatch((order) -> items(toms, order) > 0);
		application.delete("dora", "/api/customers/" + customer);
		toms.awaitGone("TBL_CUST", customer)
			.await((copy) -> ordersOf(copy, customer).isEmpty() && contactsOf(copy, customer).isEmpty())
			.await((copy) -> orders.stream().allMatch((order) -> items(copy, order) == 0));
	}

	private static Set<Object> ordersOf(SyncTestStream copy, String customer) {
		return values(copy, "TBL_WO", "number", "customerNumber", customer);
	}

	@Test
	void anOrderThatGoesToAnotherDepotLeavesWithItsItems() {
		long order = application.createOrder("dora", "HH", "Umzug");
		assertThat(toms.awaitRecord("TBL_WO", order).get("subject")).isEqualTo("Umzug");
		toms.await((copy) -> items(copy, order) == 1);
		application.jdbc().update("update \"TBL_WO\" set depot_cd = 'M' where wo_no = ?", order);
		toms.awaitGone("TBL_WO", order).await((copy) -> items(copy, order) == 0);
		try (SyncTestClient max = application.connect("max")) {
			SyncTestStream maxs = max.follow(scope("TBL_WO"), scope("TBL_WO_POS")).awaitComplete();
			assertThat(maxs.records("TBL_WO")).containsKey(String.valueOf(order));
			assertThat(items(maxs, order)).isOne();
		}
	}

	@Test
	void anItemThatIsWrittenWhileItsOrderMovesGoesThereToo() {
		long order = application.createOrder("dora", "HH", "Umzug mit Nachtrag");
		JdbcTemplate jdbc = application.jdbc();
		CompletableFuture<Integer> written = new TransactionTemplate(new JdbcTransactionManager(jdbc.getDataSource()))
			.execute((transaction) -> {
				jdbc.update("update \"TBL_WO\" set depot_cd = 'M' where wo_no = ?", order);
				CompletableFuture<Integer> insert = CompletableFuture.supplyAsync(() -> jdbc.update(
						"insert into \"TBL_WO_POS\" (wo_no, pos, part_no, qty) values (?, 7, 'FAN-0250', 1)", order));
				await().until(() -> insert.isDone() || isSomebodyWaiting(jdbc));
				return insert;
			});
		written.join();
		assertThat(jdbc.queryForList("select depot_cd from \"TBL_WO_POS\" where wo_no = ?", String.class, order))
			.containsExactly("M", "M");
	}

	private static boolean isSomebodyWaiting(JdbcTemplate jdbc) {
		return jdbc.queryForObject(
				"select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')",
				Boolean.class);
	}

	private static int items(SyncTestStream copy, Object order) {
		return values(copy, "TBL_WO_POS", "uid", "workOrderNumber", order).size();
	}

	@Test
	void whoIsMovedToAnotherDepotGetsItsOrders() {
		try (SyncTestClient tina = application.connect("tina")) {
			SyncTestStream tinas = tina.follow(scope("TBL_WO")).awaitComplete();
			assertThat(depots(tinas)).containsExactly("HH");
			application.moveUser("tina", "M");
			tinas.await((copy) -> depots(copy).equals(Set.of("M")));
		}
	}

	private static Set<Object> depots(SyncTestStream copy) {
		return copy.records("TBL_WO").values().stream().map((order) -> order.get("depot")).collect(Collectors.toSet());
	}

}
