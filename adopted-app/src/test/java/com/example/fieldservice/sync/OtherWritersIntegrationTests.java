package com.example.fieldservice.sync;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.example.fieldservice.StompConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever wrote before goes on, knows nothing of clients, and they hear of it at once.
 */
class OtherWritersIntegrationTests {

	private static RunningApplication application;

	private SyncClient tom;

	@BeforeAll
	static void start() {
		application = new OldDatabase().start("fieldservice.escalation.delay=PT0.2S");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void connect() throws Exception {
		tom = new SyncClient("tom", "TBL_CUST", "TBL_CUST_CONT", "TBL_WO", "TBL_WO_POS", "parts").connect(application);
	}

	@AfterEach
	void disconnect() {
		tom.close();
	}

	@Test
	void theRestApi() throws Exception {
		JsonNode customer = application.post("dora", "/api/customers", """
				{"name": "Neukunde", "category": "PRIVATE", "creditLimit": 900,
				"contacts": [{"name": "Frau Neu"}, {"name": "Herr Alt"}]}""");
		String number = customer.get("number").asString();
		tom.until("TBL_CUST", number, "name", "Neukunde");
		tom.until((client) -> contactsOf(client, number).equals(Set.of("Frau Neu", "Herr Alt")));

		int status = application.put("dora", "/api/customers/" + number, """
				{"name": "Altkunde", "category": "PRIVATE", "version": 0, "contacts": [{"name": "Frau Neu"}]}""");
		assertThat(status).isEqualTo(200);
		tom.until("TBL_CUST", number, "name", "Altkunde");
		tom.until((client) -> contactsOf(client, number).equals(Set.of("Frau Neu")));
	}

	private static Set<String> contactsOf(SyncClient client, String customer) {
		return client.all("TBL_CUST_CONT")
			.stream()
			.filter((contact) -> contact.get("customerNumber").asString().equals(customer))
			.map((contact) -> contact.get("name").asString())
			.collect(Collectors.toSet());
	}

	@Test
	void theTriggerThatKeepsTheStock() throws Exception {
		double before = tom.get("parts", "THM-0010").get("stock").doubleValue();
		long order = application.createOrder("dora", "HH", "Truhe");
		tom.until("TBL_WO", order, "subject", "Truhe");
		tom.until((client) -> client.get("parts", "THM-0010").get("stock").doubleValue() == before - 2);
		tom.until((client) -> client.all("TBL_WO_POS")
			.stream()
			.anyMatch((item) -> item.get("workOrderNumber").longValue() == order));
		application.delete("dora", "/api/work-orders/" + order);
		tom.until((client) -> client.get("TBL_WO", order) == null
				&& client.get("parts", "THM-0010").get("stock").doubleValue() == before);
	}

	@Test
	void theJobAndTheApplicationsOwnBroker() throws Exception {
		try (StompConnection dora = StompConnection.open(application.port(), "/ws", "dora")) {
			dora.subscribe("/topic/dispatch/HH");
			long first = application.createOrder("dora", "HH", "Eilig");
			application.jdbc().update("update \"TBL_WO\" set due_dt = current_date - 1 where wo_no = ?", first);
			tom.until("TBL_WO", first, "escalated", "Y");
			assertThat(tom.get("TBL_WO", first).get("updatedBy").asString()).isEqualTo("escalation");
			String heard = dora.hear("/topic/dispatch/HH");
			while (!heard.contains("escalated")) {
				heard = dora.hear("/topic/dispatch/HH");
			}
			assertThat(heard).contains("\"number\":" + first);
		}
	}

	@Test
	void sqlByHand() throws Exception {
		application.jdbc().update("update \"TBL_CUST\" set \"NAME1\" = upper(\"NAME1\") where cust_no <= 200");
		tom.until((client) -> client.all("TBL_CUST")
			.stream()
			.filter((customer) -> customer.get("name").asString().startsWith("KUNDE"))
			.count() == 200);
	}

	/**
	 * What the application did before it knew that items have ids.
	 */
	@Test
	void aNodeThatIsNotUpdatedYet() throws Exception {
		long order = application.createOrder("dora", "HH", "Alter Knoten");
		tom.until((client) -> items(client, order) == 1);
		application.jdbc().update("delete from \"TBL_WO_POS\" where wo_no = ?", order);
		application.jdbc()
			.batchUpdate("insert into \"TBL_WO_POS\" (wo_no, pos, part_no, qty) values (?, ?, ?, ?)",
					List.of(new Object[] { order, 0, "THM-0010", 2 }, new Object[] { order, 1, "FAN-0250", 1 }));
		tom.until((client) -> items(client, order) == 2);
	}

	@Test
	void aCascade() throws Exception {
		String customer = "250";
		assertThat(contactsOf(tom, customer)).isNotEmpty();
		assertThat(ordersOf(customer)).isNotEmpty();
		application.delete("dora", "/api/customers/" + customer);
		tom.until((client) -> client.get("TBL_CUST", customer) == null && ordersOf(customer).isEmpty()
				&& contactsOf(client, customer).isEmpty());
		Set<Long> orders = tom.all("TBL_WO")
			.stream()
			.map((order) -> order.get("number").longValue())
			.collect(Collectors.toSet());
		tom.until((client) -> client.all("TBL_WO_POS")
			.stream()
			.allMatch((item) -> orders.contains(item.get("workOrderNumber").longValue())));
	}

	private Set<String> ordersOf(String customer) {
		return tom.all("TBL_WO")
			.stream()
			.filter((order) -> order.get("customerNumber").asString().equals(customer))
			.map((order) -> order.get("number").asString())
			.collect(Collectors.toSet());
	}

	@Test
	void anOrderThatGoesToAnotherDepotLeavesWithItsItems() throws Exception {
		long order = application.createOrder("dora", "HH", "Umzug");
		tom.until("TBL_WO", order, "subject", "Umzug");
		tom.until((client) -> items(client, order) == 1);
		application.jdbc().update("update \"TBL_WO\" set depot_cd = 'M' where wo_no = ?", order);
		tom.until((client) -> client.get("TBL_WO", order) == null && items(client, order) == 0);
		try (SyncClient max = new SyncClient("max", "TBL_WO", "TBL_WO_POS").connect(application)) {
			assertThat(max.get("TBL_WO", order)).isNotNull();
			assertThat(items(max, order)).isOne();
		}
	}

	private static long items(SyncClient client, long order) {
		return client.all("TBL_WO_POS")
			.stream()
			.filter((item) -> item.get("workOrderNumber").longValue() == order)
			.count();
	}

	@Test
	void whoIsMovedToAnotherDepotGetsItsOrders() throws Exception {
		try (SyncClient tina = new SyncClient("tina", "TBL_WO").connect(application)) {
			assertThat(depots(tina)).containsExactly("HH");
			application.as("dora").put().uri("/api/users/tina/depot").body("M").exchange().expectStatus().isNoContent();
			tina.until((client) -> depots(client).equals(Set.of("M")));
		}
	}

	private static Set<String> depots(SyncClient client) {
		return client.all("TBL_WO").stream().map((order) -> order.get("depot").asString()).collect(Collectors.toSet());
	}

}
