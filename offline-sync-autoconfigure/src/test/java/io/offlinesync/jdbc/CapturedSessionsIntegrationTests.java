package io.offlinesync.jdbc;

import java.util.List;

import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CapturedSessionsIntegrationTests {

	private static CapturedDatabase database;

	@BeforeAll
	static void create() {
		database = new CapturedDatabase("""
				create table t (id int primary key, at timestamptz, during tstzrange, span interval, bytes bytea,
				  amount float8);
				create table parts (id int, region text, primary key (id)) partition by range (id);
				create table parts_low partition of parts for values from (0) to (100);
				create table parts_high partition of parts for values from (100) to (200)""").capture("t", "id")
			.capture("parts", "id");
	}

	@BeforeEach
	void empty() {
		database.execute("truncate t, parts, offline_sync.sync_metadata");
		database.log();
	}

	@Test
	void theSettingsOfASessionLeaveNoTrace() {
		String insert = "insert into t values (1, '2026-03-01T12:00:00Z', '[2026-03-01T12:00:00Z,2026-03-02T12:00:00Z)', "
				+ "'1 day 2 hours', '\\x0102', 0.1::float8 + 0.2::float8); ";
		String settings = "set local timezone = 'Asia/Kolkata'; set local datestyle = 'German'; set local intervalstyle = "
				+ "'sql_standard'; set local bytea_output = 'escape'; set local extra_float_digits = -3; "
				+ "set local search_path = offline_sync; ";
		for (String write : List.of("delete from public.t", "update public.t set amount = 1")) {
			database.execute(insert + write);
			List<String> plain = database.log();
			database.execute("delete from t");
			database.log();
			database.execute(insert + settings + write);
			assertThat(database.log()).isEqualTo(plain).last().asString().contains("2026-03-01T12:00:00+00:00");
			database.execute("delete from t");
		}
		database.execute(insert);
		String image = "select offline_sync.row_image(t.*)::text from public.t t";
		String plain = database.jdbc().queryForObject(image, String.class);
		assertThat(database.database()
			.set("timezone", "Asia/Kolkata")
			.set("bytea_output", "escape")
			.jdbc()
			.queryForObject(image, String.class)).isEqualTo(plain);
	}

	@Test
	void whoeverMayWriteTheTableNeedsNoRightsOnOurs() {
		String role = "writer of " + database.database().url().replaceAll(".*/", "");
		database
			.execute("create role \"%1$s\" login password 'pw'; grant insert, update, delete, truncate on t to \"%1$s\""
				.formatted(role));
		new TestDatabase(database.database().url(), role, "pw").jdbc()
			.execute(
					"insert into t values (1); update t set amount = 1; delete from t; insert into t values (2); truncate t");
		assertThat(database.log()).hasSize(5);
		assertThat(database.agrees("t", "id")).isTrue();
	}

	@Test
	void rowsThatTheOwnerMayNotSeeAreCapturedAllTheSame() {
		String owner = "owner of " + database.database().url().replaceAll(".*/", "");
		database.execute("""
				create role "%1$s";
				grant usage on schema offline_sync to "%1$s";
				grant select, insert, update, delete on all tables in schema offline_sync to "%1$s";
				alter function offline_sync.capture_settle(regclass, text[], text[]) owner to "%1$s";
				alter function offline_sync.capture_truncate() owner to "%1$s";
				grant execute on function offline_sync.capture_settle(regclass, text[], text[]) to current_user"""
			.formatted(owner));
		try {
			database.execute("insert into t values (1)");
			database.log();
			database.execute("truncate t");
			assertThat(database.log()).containsExactly("truncate");
			assertThat(database.stamps("1")).isEqualTo("created < deleted");
		}
		finally {
			database.execute("""
					alter function offline_sync.capture_settle(regclass, text[], text[]) owner to current_user;
					alter function offline_sync.capture_truncate() owner to current_user""");
		}
	}

	@Test
	void partitionsAreCapturedThroughTheirTable() {
		database.execute("insert into parts values (1, 'a'), (150, 'b')");
		assertThat(database.log()).containsExactlyInAnyOrder("create 1", "create 150");
		database.execute("update parts set region = 'c'");
		assertThat(database.log()).hasSize(2);
		database.execute("update parts set id = 101 where id = 1");
		assertThat(database.log()).containsExactlyInAnyOrder("delete 1 {\"id\": 1, \"region\": \"c\"}", "create 101");
		database.execute("delete from parts where id = 101; truncate parts");
		assertThat(database.log()).containsExactly("delete 101 {\"id\": 101, \"region\": \"c\"}", "truncate");
		assertThat(database.agrees("parts", "id")).isTrue();
	}

	@Test
	void replicasAndDirectWritesToPartitionsAreNotCaptured() {
		CaptureBypass.update(database.jdbc(), "insert into t values (1)");
		database.execute("insert into parts_low values (1, 'a')");
		assertThat(database.log()).isEmpty();
	}

}
