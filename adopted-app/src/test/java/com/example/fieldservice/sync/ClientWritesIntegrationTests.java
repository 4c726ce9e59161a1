package com.example.fieldservice.sync;

import java.math.BigDecimal;
import java.time.Year;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.example.fieldservice.StompConnection;
import com.example.fieldservice.job.EscalationJob;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestStream;
import io.offlinesync.test.SyncTestTransaction;
import io.offlinesync.test.SyncTestTransactionResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static io.offlinesync.test.StreamScope.scope;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients write obeys the application's rules, and the rest of it notices.
 */
class ClientWritesIntegrationTests {

	private static RunningApplication application;

	private SyncTestClient tom;

	private SyncTestStream toms;

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
	void connect() {
		order = application.createOrder("dora", "HH", "Kühlzelle");
		tom = application.connect("tom");
		toms = tom.follow(scope("TBL_CUST"), scope("TBL_WO"), scope("TBL_WO_POS"), scope("parts")).awaitComplete();
	}

	@AfterEach
	void disconnect() {
		tom.close();
	}

	@Test
	void whatWasDoneOfflineArrivesBesideWhatOthersDid() {
		UUID item = UUID.randomUUID();
		tom.disconnect();
		SyncTestTransaction visit = tom.transaction()
			.update("TBL_WO", order, Map.of("status", "IN_PROGRESS", "text", "Dichtung"))
			.create("TBL_WO_POS", item, item(order, "GSK-1200", 3));
		SyncTestTransaction correction = tom.transaction().update("TBL_CUST", 17, Map.of("phone", "0177 17"));
		application.jdbc().update("update \"TBL_WO\" set due_dt = current_date - 1 where wo_no = ?", order);
		application.jdbc().update("update \"TBL_CUST\" set \"NAME1\" = 'Umbenannt' where cust_no = 17");
		application.context().getBean(EscalationJob.class).escalate();

		tom.reconnect();
		assertThat(toms.awaitComplete().record("TBL_CUST", 17).get("name")).isEqualTo("Umbenannt");
		List<SyncTestTransactionResult> results = tom.push(List.of(visit, correction));
		assertThat(results).allMatch(SyncTestTransactionResult::isCommitted);

		JsonNode seen = application.get("dora", "/api/work-orders/" + order);
		assertThat(seen.get("status").asString()).isEqualTo("IN_PROGRESS");
		assertThat(seen.get("text").asString()).isEqualTo("Dichtung");
		assertThat(seen.get("escalated").booleanValue()).isTrue();
		assertThat(seen.get("items").size()).isEqualTo(2);
		assertThat(seen.get("items").get(1).get("part").asString()).isEqualTo("GSK-1200");
		JsonNode customer = application.get("dora", "/api/customers/17");
		assertThat(customer.get("name").asString()).isEqualTo("Umbenannt");
		assertThat(customer.get("phone").asString()).isEqualTo("0177 17");
		toms.awaitSeen(results.get(1));
		assertThat(toms.record("TBL_WO", order).get("text")).isEqualTo("Dichtung");
		assertThat(toms.records("TBL_WO_POS")).containsKey(item.toString());
	}

	@Test
	void theAuthorAndTheVersionAreTheServers() {
		int version = (int) toms.record("TBL_WO", order).get("version");
		push(tom.transaction().update("TBL_WO", order, Map.of("subject", "Zelle")));
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
	void whoHoldsAnOlderVersionInTheRestApiIsTold() {
		JsonNode loaded = application.get("dora", "/api/customers/23");
		String body = loaded.toString().replace("Kunde 23", "Kunde dreiundzwanzig");
		push(tom.transaction().update("TBL_CUST", 23, Map.of("phone", "0177 23")));
		assertThat(application.put("dora", "/api/customers/23", body)).isEqualTo(409);
		assertThat(application.get("dora", "/api/customers/23").get("phone").asString()).isEqualTo("0177 23");
		assertThat(application.get("dora", "/api/customers/23").get("creditLimit").doubleValue()).isEqualTo(230);
	}

	@Test
	void theTriggersOfTheTablesRun() {
		BigDecimal stock = (BigDecimal) toms.record("parts", "CMP-4090").get("stock");
		toms.awaitSeen(push(tom.transaction().create("TBL_WO_POS", UUID.randomUUID(), item(order, "CMP-4090", 2))));
		assertThat(toms.record("parts", "CMP-4090").get("stock")).isEqualTo(stock.subtract(BigDecimal.valueOf(2)));
		assertThat(application.jdbc()
			.queryForObject("select sum(qty) from inv.stock_mv where wo_no = ? and part_no = 'CMP-4090'", Integer.class,
					order))
			.isEqualTo(-2);
		SyncTestTransactionResult result = push(tom.transaction().update("TBL_CUST", 31, Map.of("phone", "1")));
		assertThat(result.results().get(0).record().get("updated")).asString().startsWith(String.valueOf(Year.now()));
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
	void theRulesHoldForClientsToo(String what, String op, String table, String uid, String data, String code) {
		String target = uid.formatted(order);
		String body = (data != null) ? data.formatted(order) : null;
		SyncTestTransaction transaction = switch (op) {
			case "create" -> tom.transaction().create(table, target, body);
			case "update" -> tom.transaction().update(table, target, body);
			default -> tom.transaction().delete(table, target);
		};
		SyncTestTransactionResult result = tom.push(transaction);
		assertThat(result.outcome()).as(what).isEqualTo("rejected");
		assertThat(result.error().code()).as(what).isEqualTo(code);
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
	void whatTheServerDecidesIsNotTaken() {
		push(tom.transaction()
			.update("TBL_WO", order,
					Map.of("text", "x", "escalated", "Y", "version", 77, "createdBy", "tom", "updatedBy", "dora")));
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
			push(tom.transaction()
				.create("TBL_WO", number, Map.of("customerNumber", 1, "depot", "HH", "subject", "Vor Ort")));
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

	private SyncTestTransactionResult push(SyncTestTransaction transaction) {
		SyncTestTransactionResult result = tom.push(transaction);
		assertThat(result.isCommitted()).as("%s", result).isTrue();
		return result;
	}

	private static Map<String, Object> item(long order, String part, int quantity) {
		return Map.of("workOrderNumber", order, "position", 5, "partNumber", part, "quantity", quantity);
	}

}
