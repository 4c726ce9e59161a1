package io.offlinesync.jdbc;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

import static org.assertj.core.api.Assertions.assertThat;

class CapturedWritesIntegrationTests {

	private static final String A = "{\"v\": 1, \"id\": \"a\"}";

	private static final String B = "{\"v\": 2, \"id\": \"b\"}";

	private static CapturedDatabase database;

	@BeforeAll
	static void create() {
		database = new CapturedDatabase("create table t (id text primary key, v int); "
				+ "create table child (id int primary key, t text references t)")
			.capture("t", "id")
			.capture("child", "id");
	}

	@BeforeEach
	void empty() {
		database.execute("truncate t, child, offline_sync.sync_metadata");
		database.log();
	}

	private static List<String> log(String sql) {
		database.execute(sql);
		return database.log();
	}

	@Test
	void logsAndStampsEveryRowOfAStatement() {
		assertThat(log("insert into t values ('a', 1), ('b', 2)")).containsExactlyInAnyOrder("create a", "create b");
		assertThat(database.stamps("a")).isEqualTo("created");
		assertThat(log("update t set v = v + 1")).containsExactlyInAnyOrder("update a " + A, "update b " + B);
		assertThat(database.stamps("b")).isEqualTo("created < updated");
		database.execute("update t set v = v - 1");
		database.log();
		assertThat(log("delete from t")).containsExactlyInAnyOrder("delete a " + A, "delete b " + B);
		assertThat(database.stamps("a")).isEqualTo("created < updated < deleted");
		assertThat(log("insert into t values ('a', 1)")).containsExactly("create a");
		assertThat(database.stamps("a")).isEqualTo("created");
	}

	@Test
	void anUpdateOfARowWithoutMetadataKeepsTheTimeOfItsCreationUnknown() {
		database.execute("insert into t values ('a', 1); truncate offline_sync.sync_metadata");
		database.execute("update t set v = 2");
		assertThat(database.stamps("a")).isEqualTo("updated");
	}

	@Test
	void anUpdateThatChangesNothingIsNoChange() {
		log("insert into t values ('a', 1), ('b', 2)");
		assertThat(log("update t set v = v")).isEmpty();
		assertThat(database.stamps("a")).isEqualTo("created");
		assertThat(log("update t set v = 2")).containsExactly("update a " + A);
		assertThat(log("update t set v = 3 where id = 'none'")).isEmpty();
		assertThat(log("delete from t where id = 'none'")).isEmpty();
	}

	@Test
	void stampsFollowWhatIsThereInMilliseconds() {
		database.execute("insert into t values ('a', 1); update offline_sync.sync_metadata "
				+ "set created_at = '2999-01-01T00:00:00Z'; update t set v = 2");
		assertThat(database.jdbc()
			.queryForObject("select updated_at = '2999-01-01T00:00:00.001Z' from offline_sync.sync_metadata",
					Boolean.class))
			.isTrue();
	}

	@Test
	void stampsAreNeverAheadOfTheClock() {
		database.execute("""
				do $$ begin
				  for i in 1..50 loop
				    insert into t values ('n' || i, 1);
				    if exists (select from offline_sync.sync_metadata
				      where uid = 'n' || i and created_at > clock_timestamp()) then
				      raise exception 'rounded';
				    end if;
				  end loop;
				end $$""");
	}

	@Test
	void metadataHasTheGreatestTransactionOfTheRecord() {
		database.execute("insert into t values ('a', 1), ('b', 1)");
		database.execute("update t set v = 2 where id = 'a'");
		database.execute("delete from t where id = 'b'");
		assertThat(database.jdbc()
			.queryForObject("select bool_and(m.xid = (select max(c.xid) from offline_sync.sync_change c "
					+ "where c.uid = m.uid)) from offline_sync.sync_metadata m", Boolean.class))
			.isTrue();
	}

	@Test
	void copies() throws SQLException, IOException {
		try (Connection connection = database.database().dataSource().getConnection()) {
			connection.unwrap(PGConnection.class)
				.getCopyAPI()
				.copyIn("copy t from stdin", new StringReader("a\t1\nb\t2\n"));
		}
		assertThat(database.log()).containsExactlyInAnyOrder("create a", "create b");
		assertThat(database.agrees("t", "id")).isTrue();
	}

	@Test
	void insertsThatUpdateOnConflict() {
		log("insert into t values ('a', 1)");
		assertThat(log("insert into t values ('a', 5), ('b', 5) on conflict (id) do update set v = excluded.v"))
			.containsExactlyInAnyOrder("update a " + A, "create b");
		assertThat(database.stamps("a")).isEqualTo("created < updated");
		assertThat(database.stamps("b")).isEqualTo("created");
		assertThat(log("insert into t values ('a', 5), ('c', 5) on conflict do nothing")).containsExactly("create c");
	}

	@Test
	void merges() throws SQLException {
		try (Connection connection = database.database().dataSource().getConnection()) {
			Assumptions.assumeTrue(connection.getMetaData().getDatabaseMajorVersion() >= 15);
		}
		log("insert into t values ('a', 1), ('b', 2)");
		assertThat(log("""
				merge into t using (values ('a'), ('b'), ('c')) s (id) on t.id = s.id
				when matched and t.id = 'a' then delete when matched then update set v = 3
				when not matched then insert values (s.id, 9)""")).containsExactlyInAnyOrder("delete a " + A,
				"update b " + B, "create c");
		assertThat(database.agrees("t", "id")).isTrue();
	}

	@Test
	void aRowThatGetsAnotherIdIsAnotherRecord() {
		log("insert into t values ('a', 1), ('x', 3)");
		assertThat(log("update t set id = 'b' where id = 'a'")).containsExactlyInAnyOrder("delete a " + A, "create b");
		assertThat(database.stamps("a")).isEqualTo("created < deleted");
		assertThat(database.stamps("b")).isEqualTo("created");
	}

	@Test
	void rowsThatSwapTheirIdsAreUpdated() {
		database.execute("create table swapped (id int, v int, unique (id) deferrable)");
		database.capture("swapped", "id").execute("insert into swapped values (1, 10), (2, 20), (3, 30)");
		database.log();
		assertThat(log("update swapped set id = 3 - id where id < 3"))
			.containsExactlyInAnyOrder("update 1 {\"v\": 10, \"id\": 1}", "update 2 {\"v\": 20, \"id\": 2}");
		assertThat(log("update swapped set id = id + 1")).containsExactlyInAnyOrder("delete 1 {\"v\": 20, \"id\": 1}",
				"update 2 {\"v\": 10, \"id\": 2}", "update 3 {\"v\": 30, \"id\": 3}", "create 4");
		assertThat(database.agrees("swapped", "id")).isTrue();
	}

	@Test
	void truncateLeavesAMarkerAndTombstones() {
		log("insert into t values ('a', 1), ('b', 2); insert into child values (7, 'a'); "
				+ "delete from offline_sync.sync_metadata where uid = 'b'");
		assertThat(log("truncate t cascade")).containsExactlyInAnyOrder("truncate", "truncate");
		assertThat(database.stamps("a")).isEqualTo("created < deleted");
		assertThat(database.stamps("b")).isEqualTo("deleted");
		assertThat(database.stamps("7")).isEqualTo("created < deleted");
	}

	@Test
	void theLastRowOfARecordIsItsLastChange() {
		assertThat(
				log("insert into t values ('a', 1); update t set v = 2; delete from t; insert into t values ('a', 3); "
						+ "update t set v = 4; delete from t"))
			.extracting((row) -> row.substring(0, 6))
			.containsExactly("create", "update", "delete", "create", "update", "delete");
		assertThat(database.stamps("a")).isEqualTo("created < updated < deleted");
	}

	/**
	 * In one session, which has planned its statements.
	 */
	@Test
	void takesColumnsThatChangeAndTypesWithoutEquality() {
		database.execute("create table odd (id int primary key, a json, \"r\" xml, \"offline\" text)");
		database.capture("odd", "id");
		assertThat(log("""
				insert into odd values (1, '{"b": 1}', '<a/>', 'x');
				update odd set a = a, "r" = "r";
				update odd set a = '{"b": 2}';
				alter table odd rename a to b;
				alter table odd add column c point default '(1,2)', drop column "r";
				update odd set b = '{"b": 3}';
				alter table odd alter "offline" type int using 5;
				update odd set "offline" = 6;
				insert into odd values (2, null, 1);
				delete from odd""")).containsExactly("create 1",
				"update 1 {\"a\": {\"b\": 1}, \"r\": \"<a/>\", \"id\": 1, \"offline\": \"x\"}",
				"update 1 {\"b\": {\"b\": 2}, \"c\": \"(1,2)\", \"id\": 1, \"offline\": \"x\"}",
				"update 1 {\"b\": {\"b\": 3}, \"c\": \"(1,2)\", \"id\": 1, \"offline\": 5}", "create 2",
				"delete 1 {\"b\": {\"b\": 3}, \"c\": \"(1,2)\", \"id\": 1, \"offline\": 6}",
				"delete 2 {\"b\": null, \"c\": \"(1,2)\", \"id\": 2, \"offline\": 1}");
	}

}
