package com.example.fieldservice.sync;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first start with the starter, on the database of years.
 */
class FirstStartIntegrationTests {

	private static final String[] TABLES = { "TBL_CUST", "TBL_CUST_CONT", "TBL_WO", "TBL_WO_POS", "parts" };

	private static final String HISTORY = "select * from flyway_schema_history order by installed_rank";

	/** Where rows are, by whom they were last written, and what they hold. */
	private static final String ROWS = "select ctid::text || xmin::text || t::text from %s t order by 1";

	private final OldDatabase database = new OldDatabase();

	private final JdbcTemplate jdbc = database.jdbc();

	@Test
	void allRowsReachAClientInTheFirstSnapshot() throws Exception {
		try (RunningApplication application = database.start();
				SyncClient tom = new SyncClient("tom", TABLES).connect(application);
				SyncClient max = new SyncClient("max", "TBL_WO", "TBL_WO_POS").connect(application)) {
			assertThat(tom.all("TBL_CUST")).hasSize(300);
			assertThat(tom.all("TBL_CUST_CONT")).hasSize(300);
			assertThat(tom.all("TBL_WO").size() + max.all("TBL_WO").size()).isEqualTo(400);
			assertHolds(tom, "TBL_CUST", "customers",
					"""
							select cust_no::text as uid, "NAME1" || '|' || case cust_cat when 'B' then 'BUSINESS' when 'K' then 'KEY_ACCOUNT'
							  when 'P' then 'PRIVATE' end || '|' || coalesce("Tel", '') || '|' || coalesce(city, '') || '|' || row_ver
							from "TBL_CUST\"""",
					(value) -> text(value, "name") + '|' + text(value, "category") + '|' + text(value, "phone") + '|'
							+ (value.get("address").isNull() ? "" : text(value.get("address"), "city")) + '|'
							+ text(value, "version"));
			assertHolds(tom, "TBL_CUST_CONT", "contacts",
					"select cont_no::text as uid, cust_no || '|' || \"NAME1\" || '|' || coalesce(\"Tel\", '') from \"TBL_CUST_CONT\"",
					(value) -> text(value, "customerNumber") + '|' + text(value, "name") + '|' + text(value, "phone"));
			String orders = """
					select wo_no::text as uid, cust_no || '|' || coalesce("user", '') || '|' || sts_cd || '|' || subj || '|'
					  || coalesce(txt, '') || '|' || due_dt || '|' || crt_by || '|' || to_char(crt_dt, 'YYYY-MM-DD"T"HH24:MI:SS')
					from "TBL_WO" where depot_cd = '%s'""";
			assertHolds(tom, "TBL_WO", "orders", orders.formatted("HH"), FirstStartIntegrationTests::order);
			assertHolds(max, "TBL_WO", "orders", orders.formatted("M"), FirstStartIntegrationTests::order);
			String items = """
					select p.uid::text as uid, p.wo_no || '|' || p.pos || '|' || p.part_no || '|' || p.qty
					from "TBL_WO_POS" p join "TBL_WO" w on w.wo_no = p.wo_no where w.depot_cd = '%s'""";
			assertHolds(tom, "TBL_WO_POS", "items", items.formatted("HH"), FirstStartIntegrationTests::item);
			assertHolds(max, "TBL_WO_POS", "items", items.formatted("M"), FirstStartIntegrationTests::item);
			assertHolds(tom, "parts", "parts",
					"select part_no as uid, descr || '|' || price || '|' || stock_qty from inv.parts",
					(value) -> text(value, "description") + '|' + value.get("price").decimalValue().setScale(2) + '|'
							+ value.get("stock").decimalValue().setScale(2));
		}
	}

	private static String order(JsonNode value) {
		int status = switch (text(value, "status")) {
			case "OPEN" -> 10;
			case "IN_PROGRESS" -> 20;
			default -> 90;
		};
		return text(value, "customerNumber") + '|' + text(value, "technician") + '|' + status + '|'
				+ text(value, "subject") + '|' + text(value, "text") + '|' + text(value, "dueDate") + '|'
				+ text(value, "createdBy") + '|' + text(value, "created");
	}

	private static String item(JsonNode value) {
		return text(value, "workOrderNumber") + '|' + text(value, "position") + '|' + text(value, "partNumber") + '|'
				+ value.get("quantity").decimalValue().setScale(2);
	}

	private static String text(JsonNode value, String field) {
		return value.get(field).asString();
	}

	private void assertHolds(SyncClient client, String table, String description, String sql,
			Function<JsonNode, String> form) {
		Map<String, String> expected = new TreeMap<>();
		jdbc.query(sql, (row) -> {
			expected.put(row.getString(1), row.getString(2));
		});
		Map<String, String> actual = new TreeMap<>();
		client.uids(table).forEach((uid) -> actual.put(uid, form.apply(client.get(table, uid))));
		assertThat(expected).as(description).isNotEmpty();
		assertThat(actual).as(description).isEqualTo(expected);
	}

	@Test
	void whatClientsAreNotToHaveTheyDoNotGet() throws Exception {
		try (RunningApplication application = database.start();
				SyncClient tom = new SyncClient("tom", TABLES).connect(application)) {
			assertThat(tom.get("TBL_CUST", 1).propertyNames()).containsExactlyInAnyOrder("number", "name", "category",
					"phone", "address", "version", "updated");
			assertThat(tom.ask("TBL_CUST/find-many", "{\"where\":{\"creditLimit\":{\"gt\":0}}}").get("code").asString())
				.isEqualTo("invalid-where");
			assertThat(tom.ask("app_user/find-many", "{\"where\":{}}").get("code").asString())
				.isEqualTo("unknown-table");
		}
	}

	@Test
	void theApplicationsHistoryOfMigrationsIsItsOwn() {
		List<Map<String, Object>> before = jdbc.queryForList(HISTORY);
		assertThat(before).hasSize(6);
		database.start().close();
		List<Map<String, Object>> after = jdbc.queryForList(HISTORY);
		assertThat(after.subList(0, before.size())).isEqualTo(before);
		assertThat(after).hasSize(before.size() + 1);
		assertThat(after.get(before.size())).containsEntry("script", "V6__offline_clients.sql");
		assertThat(jdbc.queryForObject("select count(*) from offline_sync.schema_history where success", Long.class))
			.isGreaterThan(4);
	}

	@Test
	void theStarterTouchesNoRow() {
		database.start("offline-sync.enabled=false").close();
		Map<String, List<String>> before = rows();
		database.start().close();
		assertThat(rows()).isEqualTo(before);
		assertThat(jdbc.queryForObject("select count(*) from offline_sync.sync_metadata", Long.class)).isZero();
	}

	private Map<String, List<String>> rows() {
		Map<String, List<String>> rows = new TreeMap<>();
		for (String table : List.of("\"TBL_CUST\"", "\"TBL_CUST_CONT\"", "\"TBL_WO\"", "\"TBL_WO_POS\"", "inv.parts",
				"inv.stock_mv", "app_user", "flyway_schema_history")) {
			rows.put(table, jdbc.queryForList(ROWS.formatted(table), String.class));
		}
		return rows;
	}

}
