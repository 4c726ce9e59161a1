package io.offlinesync.jdbc;

import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CapturedCascadesIntegrationTests {

	private static CapturedDatabase database;

	@BeforeAll
	static void create() {
		database = new CapturedDatabase(
				"""
						create table folder (id text primary key, parent text references folder on delete cascade);
						create table item (id text primary key, folder text references folder on delete cascade on update cascade,
						  also text references folder on delete set null, third text references folder on delete set null);
						create table late (id text primary key,
						  folder text references folder on delete no action deferrable initially deferred)""")
			.capture("folder", "id")
			.capture("item", "id")
			.capture("late", "id");
	}

	@BeforeEach
	void empty() {
		database
			.execute("drop trigger if exists again on folder; truncate folder, item, late, offline_sync.sync_metadata");
		database.log();
	}

	private static List<String> operations(String sql) {
		database.execute(sql);
		return database.log().stream().map((row) -> row.replaceAll(" \\{.*", "")).toList();
	}

	private static void assertAgrees() {
		assertThat(List.of("folder", "item", "late")).allMatch((table) -> database.agrees(table, "id"));
	}

	@Test
	void cascadesAreCapturedAsTheRowsTheyChange() {
		operations("insert into folder values ('f'), ('g'); insert into item values ('i', 'f', null), ('j', 'g', 'f')");
		assertThat(operations("delete from folder where id = 'f'")).containsExactlyInAnyOrder("delete f", "delete i",
				"update j");
		assertThat(database.stamps("i")).isEqualTo("created < deleted");
		assertThat(database.stamps("j")).isEqualTo("created < updated");
		assertThat(operations("update folder set id = 'h'")).containsExactlyInAnyOrder("delete g", "create h",
				"update j");
		assertAgrees();
	}

	@Test
	void aTableMayCascadeToItself() {
		operations("insert into folder values ('a', null), ('b', 'a'), ('c', 'b'), ('d', 'c'), ('x', null)");
		assertThat(operations("delete from folder where id = 'a'")).containsExactlyInAnyOrder("delete a", "delete b",
				"delete c", "delete d");
		assertAgrees();
	}

	/**
	 * PostgreSQL calls the triggers for all that cascades have deleted before those for
	 * what they have updated.
	 */
	@Test
	void aRowThatCascadesUpdateAndThenDeleteIsDeleted() {
		operations("insert into folder values ('a', null), ('b', 'a'), ('c', 'b'), ('x', null); "
				+ "insert into item values ('i', 'b', 'a', null), ('j', 'c', 'a', 'b'), ('k', 'x', 'a', 'c')");
		database.execute("delete from folder where id = 'a'");
		List<String> log = database.log();
		for (String uid : List.of("i", "j")) {
			assertThat(log.stream().filter((row) -> row.contains(" " + uid + " "))).last()
				.asString()
				.startsWith("delete " + uid)
				.contains("\"also\": null");
			assertThat(log).anyMatch((row) -> row.startsWith("update " + uid) && row.contains("\"also\": \"a\""));
			assertThat(database.stamps(uid)).isEqualTo("created < deleted");
		}
		assertThat(log).anyMatch((row) -> row.startsWith("update k"));
		assertThat(database.stamps("k")).isEqualTo("created < updated");
		assertAgrees();
	}

	@Test
	void constraintsMayBeCheckedAtTheEnd() {
		assertThat(operations("insert into late values ('l', 'f'); insert into folder values ('f'); "
				+ "delete from folder; delete from late"))
			.containsExactly("create l", "create f", "delete f", "delete l");
		assertAgrees();
	}

	@Test
	void anApplicationsTriggerMayWriteTheRowAgain() {
		again("after insert", "update folder set parent = 'x' where id = new.id and new.id <> 'x'");
		assertThat(operations("insert into folder values ('x'), ('f')")).contains("update f", "create f", "create x");
		assertThat(database.stamps("f")).isEqualTo("created");
		assertAgrees();
	}

	@Test
	void anApplicationsTriggerMayTakeAwayWhatWasInserted() {
		again("after insert", "delete from folder where id = new.id");
		assertThat(operations("insert into folder values ('f')")).last().isEqualTo("delete f");
		assertThat(database.stamps("f")).isEqualTo("created < deleted");
		again("after update", "delete from folder where id = new.id");
		operations("alter table folder disable trigger again; insert into folder values ('g'); "
				+ "alter table folder enable trigger again");
		assertThat(operations("update folder set parent = 'g' where id = 'g'")).last().isEqualTo("delete g");
		assertAgrees();
	}

	@Test
	void anApplicationsTriggerMayPutBackWhatWasDeleted() {
		operations("insert into folder values ('f'), ('g')");
		again("after delete", "insert into folder select old.id where old.id = 'f'");
		assertThat(operations("delete from folder").stream().filter((row) -> row.endsWith("f"))).last()
			.isEqualTo("create f");
		assertThat(database.stamps("f")).isEqualTo("created");
		assertThat(database.stamps("g")).isEqualTo("created < deleted");
		assertAgrees();
	}

	private static void again(String when, String sql) {
		database.execute("""
				create or replace function again() returns trigger language plpgsql as $$ begin
				  if pg_trigger_depth() = 1 then %s; end if; return null; end $$;
				create or replace trigger again %s on folder for each row execute function again()""".formatted(sql,
				when));
	}

}
