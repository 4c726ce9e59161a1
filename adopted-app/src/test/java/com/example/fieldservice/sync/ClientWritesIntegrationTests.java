package com.example.fieldservice.sync;

import java.time.Instant;
import java.time.Year;
import java.util.List;
import java.util.UUID;

import com.example.fieldservice.StompConnection;
import com.example.fieldservice.job.EscalationJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static com.example.fieldservice.sync.SyncClient.create;
import static com.example.fieldservice.sync.SyncClient.delete;
import static com.example.fieldservice.sync.SyncClient.transaction;
import static com.example.fieldservice.sync.SyncClient.update;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients write obeys the application's rules, and the rest of it notices.
 */
class ClientWritesIntegrationTests {

	private static RunningApplication application;

	private SyncClient tom;

	private long order;

	@BeforeAll
	static void start() {
		application = new OldDatabase().start();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void connect() throws Exception {
		order = application.createOrder("dora", "HH", "Kühlzelle");
		tom = new SyncClient("tom", "TBL_CUST", "TBL_WO", "TBL_WO_POS", "parts").connect(application);
	}

	@AfterEach
	void disconnect() {
		tom.close();
	}

	@Test
	void whatWasDoneOfflineArrivesBesideWhatOthersDid() throws Exception {
		UUID item = UUID.randomUUID();
		tom.disconnect();
		Instant offline = Instant.now();
		application.jdbc().update("update \"TBL_WO\" set due_dt = current_date - 1 where wo_no = ?", order);
		application.jdbc().update("update \"TBL_CUST\" set \"NAME1\" = 'Umbenannt' where cust_no = 17");
		application.context().getBean(EscalationJob.class).escalate();

		tom.connect(application);
		assertThat(tom.get("TBL_CUST", 17).get("name").asString()).isEqualTo("Umbenannt");
		List<JsonNode> results = tom.push(
				transaction(update("TBL_WO", order, "{\"status\":\"IN_PROGRESS\",\"text\":\"Dichtung\"}", offline),
						create("TBL_WO_POS", item, item(order, "GSK-1200", 3), offline)),
				transaction(update("TBL_CUST", 17, "{\"phone\":\"0177 17\"}", offline)));
		assertThat(results).extracting((result) -> result.get("outcome").asString())
			.containsExactly("committed", "committed");

		JsonNode seen = application.get("dora", "/api/work-orders/" + order);
		assertThat(seen.get("status").asString()).isEqualTo("IN_PROGRESS");
		assertThat(seen.get("text").asString()).isEqualTo("Dichtung");
		assertThat(seen.get("escalated").booleanValue()).isTrue();
		assertThat(seen.get("items").size()).isEqualTo(2);
		assertThat(seen.get("items").get(1).get("part").asString()).isEqualTo("GSK-1200");
		JsonNode customer = application.get("dora", "/api/customers/17");
		assertThat(customer.get("name").asString()).isEqualTo("Umbenannt");
		assertThat(customer.get("phone").asString()).isEqualTo("0177 17");
		tom.until("TBL_WO", order, "text", "Dichtung");
		tom.until((client) -> client.get("TBL_WO_POS", item) != null);
	}

	@Test
	void theAuthorAndTheVersionAreTheServers() throws Exception {
		int version = tom.get("TBL_WO", order).get("version").intValue();
		JsonNode result = push(update("TBL_WO", order, "{\"subject\":\"Zelle\"}", Instant.now()));
		assertThat(result.get("outcome").asString()).isEqualTo("committed");
		assertThat(application.jdbc()
			.queryForMap(
					"select crt_by, lst_upd_by, row_ver, lst_upd_dt > crt_dt as later from \"TBL_WO\" where wo_no = ?",
					order))
			.containsEntry("crt_by", "dora")
			.containsEntry("lst_upd_by", "tom")
			.containsEntry("row_ver", version + 1)
			.containsEntry("later", true);
	}

	@Test
	void whoHoldsAnOlderVersionInTheRestApiIsTold() throws Exception {
		JsonNode loaded = application.get("dora", "/api/customers/23");
		String body = loaded.toString().replace("Kunde 23", "Kunde dreiundzwanzig");
		push(update("TBL_CUST", 23, "{\"phone\":\"0177 23\"}", Instant.now()));
		assertThat(application.put("dora", "/api/customers/23", body)).isEqualTo(409);
		assertThat(application.get("dora", "/api/customers/23").get("phone").asString()).isEqualTo("0177 23");
		assertThat(application.get("dora", "/api/customers/23").get("creditLimit").doubleValue()).isEqualTo(230);
	}

	@Test
	void theTriggersOfTheTablesRun() throws Exception {
		double stock = tom.get("parts", "CMP-4090").get("stock").doubleValue();
		push(create("TBL_WO_POS", UUID.randomUUID(), item(order, "CMP-4090", 2), Instant.now()));
		tom.until((client) -> client.get("parts", "CMP-4090").get("stock").doubleValue() == stock - 2);
		assertThat(application.jdbc()
			.queryForObject("select sum(qty) from inv.stock_mv where wo_no = ? and part_no = 'CMP-4090'", Integer.class,
					order))
			.isEqualTo(-2);
		JsonNode result = push(update("TBL_CUST", 31, "{\"phone\":\"1\"}", Instant.now()));
		assertThat(result.get("results").get(0).get("record").get("value").get("updated").asString())
			.startsWith(String.valueOf(Year.now()));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					an order of another depot      | update | TBL_WO        | 5                        | {"text":"x"}           | forbidden
					taking an order elsewhere      | update | TBL_WO        | %1$s                     | {"depot":"M"}          | forbidden
					deleting an order              | delete | TBL_WO        | %1$s                     |                        | forbidden
					an order that is done          | update | TBL_WO        | 3                        | {"text":"x"}           | forbidden
					no subject                     | update | TBL_WO        | %1$s                     | {"subject":" "}        | validation-failed
					no such technician             | update | TBL_WO        | %1$s                     | {"technician":"who"}   | constraint-violated
					a new customer                 | create | TBL_CUST      | 900001                   | {"name":"x","category":"PRIVATE"} | forbidden
					deleting a customer            | delete | TBL_CUST      | 5                        |                        | forbidden
					the credit limit               | update | TBL_CUST      | 5                        | {"creditLimit":9999}   | invalid-request
					a contact                      | update | TBL_CUST_CONT | 1                        | {"phone":"1"}          | forbidden
					a part                         | update | parts         | THM-0010                 | {"price":0}            | forbidden
					parts for another depot        | create | TBL_WO_POS    | 0b9f2c6e-0000-4000-8000-000000000001 | {"workOrderNumber":5,"position":9,"partNumber":"THM-0010","quantity":1} | forbidden
					parts for what is done         | create | TBL_WO_POS    | 0b9f2c6e-0000-4000-8000-000000000002 | {"workOrderNumber":3,"position":9,"partNumber":"THM-0010","quantity":1} | forbidden
					none of a part                 | create | TBL_WO_POS    | 0b9f2c6e-0000-4000-8000-000000000003 | {"workOrderNumber":%1$s,"position":9,"partNumber":"THM-0010","quantity":0} | validation-failed
					""")
	void theRulesHoldForClientsToo(String what, String op, String table, String uid, String data, String code)
			throws Exception {
		String target = uid.formatted(order);
		String body = (data != null) ? data.formatted(order) : null;
		JsonNode result = push(switch (op) {
			case "create" -> create(table, target, body, Instant.now());
			case "update" -> update(table, target, body, Instant.now());
			default -> delete(table, target, Instant.now());
		});
		assertThat(result.get("outcome").asString()).as(what).isEqualTo("rejected");
		assertThat(result.get("error").get("code").asString()).as(what).isEqualTo(code);
	}

	@Test
	void theOldOrdersAreWhatTheseCasesTakeThemFor() {
		assertThat(application.jdbc().queryForMap("select depot_cd, sts_cd from \"TBL_WO\" where wo_no = 5"))
			.containsEntry("depot_cd", "M")
			.containsEntry("sts_cd", 20);
		assertThat(application.jdbc().queryForMap("select depot_cd, sts_cd from \"TBL_WO\" where wo_no = 3"))
			.containsEntry("depot_cd", "HH")
			.containsEntry("sts_cd", 90);
	}

	@Test
	void whatTheServerDecidesIsNotTaken() throws Exception {
		JsonNode result = push(update("TBL_WO", order,
				"{\"text\":\"x\",\"escalated\":\"Y\",\"version\":77,\"createdBy\":\"tom\",\"updatedBy\":\"dora\"}",
				Instant.now()));
		assertThat(result.get("outcome").asString()).isEqualTo("committed");
		assertThat(application.jdbc()
			.queryForMap(
					"select txt, esc_flg, crt_by, lst_upd_by, row_ver < 9 as counted from \"TBL_WO\" where wo_no = ?",
					order))
			.containsEntry("txt", "x")
			.containsEntry("esc_flg", "N")
			.containsEntry("crt_by", "dora")
			.containsEntry("lst_upd_by", "tom")
			.containsEntry("counted", true);
	}

	@Test
	void dispatchersHearOfOrdersThatClientsCreate() throws Exception {
		long number = application.post("tom", "/api/work-order-numbers?count=1", "").get(0).longValue();
		try (StompConnection dora = StompConnection.open(application.port(), "/ws", "dora")) {
			dora.subscribe("/topic/dispatch/HH");
			application.createOrder("dora", "HH", "Vom Büro");
			push(create("TBL_WO", number, "{\"customerNumber\":1,\"depot\":\"HH\",\"subject\":\"Vor Ort\"}",
					Instant.now()));
			String heard = dora.hear("/topic/dispatch/HH");
			while (!heard.contains("Vor Ort")) {
				heard = dora.hear("/topic/dispatch/HH");
			}
			assertThat(heard).contains("\"created\"", "\"number\":" + number);
		}
		JsonNode seen = application.get("dora", "/api/work-orders/" + number);
		assertThat(seen.get("createdBy").asString()).isEqualTo("tom");
		assertThat(seen.get("status").asString()).isEqualTo("OPEN");
	}

	private JsonNode push(String mutation) throws InterruptedException {
		return tom.push(transaction(mutation)).get(0);
	}

	private static String item(long order, String part, int quantity) {
		return "{\"workOrderNumber\":%d,\"position\":5,\"partNumber\":\"%s\",\"quantity\":%d}".formatted(order, part,
				quantity);
	}

}
