package com.example.fieldservice.sync;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.offlinesync.test.StreamScope;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestException;
import io.offlinesync.test.SyncTestStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.JdbcTemplate;

import static io.offlinesync.test.StreamScope.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The first start with the starter, on the database of years.
 */
class FirstStartIntegrationTests {

	private static final StreamScope[] SCOPES = { scope("TBL_CUST"), scope("TBL_CUST_CONT"), scope("TBL_WO"),
			scope("TBL_WO_POS"), scope("parts") };

	private static final String HISTORY = "select * from flyway_schema_history order by installed_rank";

	/** Where rows are, by whom they were last written, and what they hold. */
	private static final String ROWS = "select ctid::text || xmin::text || t::text from %s t order by 1";

	private final OldDatabase database = new OldDatabase();

	private final JdbcTemplate jdbc = database.jdbc();

	@Test
	void allRowsReachAClientInTheFirstSnapshot() {
		try (RunningApplication application = database.start();
				SyncTestClient tom = application.connect("tom");
				SyncTestClient max = application.connect("max")) {
			SyncTestStream toms = tom.follow(SCOPES).awaitComplete();
			SyncTestStream maxs = max.follow(scope("TBL_WO"), scope("TBL_WO_POS")).awaitComplete();
			assertThat(toms.records("TBL_CUST")).hasSize(300);
			assertThat(toms.records("TBL_CUST_CONT")).hasSize(300);
			assertThat(toms.records("TBL_WO").size() + maxs.records("TBL_WO").size()).isEqualTo(400);
			assertHolds(toms, "TBL_CUST", "customers",
					"""
							select cust_no::text as uid, "NAME1" || '|' || case cust_cat when 'B' then 'BUSINESS' when 'K' then 'KEY_ACCOUNT'
							  when 'P' then 'PRIVATE' end || '|' || coalesce("Tel", '') || '|' || coalesce(city, '') || '|' || row_ver
							from "TBL_CUST\"""",
					(value) -> text(value, "name") + '|' + text(value, "category") + '|' + text(value, "phone") + '|'
							+ (value.get("address").isNull() ? "" : text(value.get("address"), "city")) + '|'
							+ text(value, "version"));
			assertHolds(toms, "TBL_CUST_CONT", "contacts",
					"select cont_no::text as uid, cust_no || '|' || \"NAME1\" || '|' || coalesce(\"Tel\", '') from \"TBL_CUST_CONT\"",
					(value) -> text(value, "customerNumber") + '|' + text(value, "name") + '|' + text(value, "phone"));
			String orders = """
					select wo_no::text as uid, cust_no || '|' || coalesce("user", '') || '|' || sts_cd || '|' || subj || '|'
					  || coalesce(txt, '') || '|' || due_dt || '|' || crt_by || '|' || to_char(crt_dt, 'YYYY-MM-DD"T"HH24:MI:SS')
					from "TBL_WO" where depot_cd = '%s'""";
			assertHolds(toms, "TBL_WO", "orders", orders.formatted("HH"), FirstStartIntegrationTests::order);
			assertHolds(maxs, "TBL_WO", "orders", orders.formatted("M"), FirstStartIntegrationTests::order);
			String items = """
					select p.uid::text as uid, p.wo_no || '|' || p.pos || '|' || p.part_no || '|' || p.qty
					from "TBL_WO_POS" p join "TBL_WO" w on w.wo_no = p.wo_no where w.depot_cd = '%s'""";
			assertHolds(toms, "TBL_WO_POS", "items", items.formatted("HH"), FirstStartIntegrationTests::item);
			assertHolds(maxs, "TBL_WO_POS", "items", items.formatted("M"), FirstStartIntegrationTests::item);
			assertHolds(toms, "parts", "parts",
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

	private void assertHolds(SyncTestStream stream, String table, String description, String sql,
			Function<JsonNode, String> form) {
		Map<String, String> expected = new TreeMap<>();
		jdbc.query(sql, (row) -> {
			expected.put(row.getString(1), row.getString(2));
		});
		Map<String, String> actual = new TreeMap<>();
		stream.records(table).forEach((uid, record) -> actual.put(uid, form.apply(record.value())));
		assertThat(expected).as(description).isNotEmpty();
		assertThat(actual).as(description).isEqualTo(expected);
	}

	@Test
	void whatClientsAreNotToHaveTheyDoNotGet() {
		try (RunningApplication application = database.start(); SyncTestClient tom = application.connect("tom")) {
			assertThat(tom.findUnique("TBL_CUST", Map.of("number", 1)).orElseThrow().value().propertyNames())
				.containsExactlyInAnyOrder("number", "name", "category", "phone", "address", "version", "updated");
			assertThatExceptionOfType(SyncTestException.class)
				.isThrownBy(() -> tom.findMany("TBL_CUST", Map.of("creditLimit", Map.of("gt", 0))))
				.satisfies((refused) -> assertThat(refused.code()).isEqualTo("invalid-where"));
			assertThatExceptionOfType(SyncTestException.class).isThrownBy(() -> tom.findMany("app_user", Map.of()))
				.satisfies((refused) -> assertThat(refused.code()).isEqualTo("unknown-table"));
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
