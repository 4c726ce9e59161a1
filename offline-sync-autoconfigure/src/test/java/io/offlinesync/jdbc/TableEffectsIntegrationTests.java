package io.offlinesync.jdbc;

import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TableEffectsIntegrationTests {

	private static TestDatabase database;

	@BeforeAll
	static void create() {
		database = TestDatabase.create();
		database.jdbc().execute("""
				create schema offline_sync;
				create function offline_sync.capture() returns trigger language plpgsql as 'begin return null; end';
				create function own() returns trigger language plpgsql as 'begin return null; end';
				create table captured (id int primary key, title text);
				create trigger t after insert on captured for each statement execute function offline_sync.capture();
				create table triggered (id int primary key);
				create trigger t after insert on triggered for each statement execute function own();
				create table ruled (id int primary key);
				create rule r as on insert to ruled do also select 1;
				create table guarded (id int primary key);
				alter table guarded enable row level security;
				create table target (id int primary key, code text, constraint u unique (code));
				create table by_id (id int primary key, t int references target on update cascade on delete cascade);
				create table code_target (id int primary key, code text unique);
				create table by_code (id int primary key, c text references code_target (code) on update cascade);
				create table late_target (id int primary key);
				create table late (id int primary key, t int references late_target deferrable initially deferred);
				create table late_if_asked (id int primary key, t int references late_target deferrable);
				create table late_unique (id int primary key, rank int unique deferrable initially deferred);
				create table chain (id int primary key, next_id int references chain);
				create table several (id int primary key, a int, b int, unique (a, b));
				create table with_id (id int primary key, a int, unique (id, a));
				create table computed (id int primary key, a text);
				create unique index on computed (lower(a));
				create table divided (id int primary key, a text) partition by range (id);
				create table part partition of divided for values from (1) to (9);
				create trigger t after insert on part for each row execute function own();
				""");
	}

	private static TableEffects read(String table) {
		Long oid = database.jdbc().queryForObject("select ?::regclass::oid::int8", Long.class, table);
		assertThat(oid).isNotNull();
		return TableEffects.read(database.jdbc(), oid, "id", new SchemaNames("offline_sync"));
	}

	@ParameterizedTest
	@CsvSource({ "captured, false, false", "by_id, false, false", "target, false, false", "by_code, false, false",
			"late_if_asked, false, false", "chain, false, false", "several, false, false", "late_target, false, true",
			"triggered, true, true", "ruled, true, true", "guarded, true, true", "code_target, true, true",
			"late, true, true", "late_unique, true, true", "divided, true, true" })
	void tellsWhatWritesMayDoToOthers(String table, boolean unforeseen, boolean deletesUnforeseen) {
		assertThat(read(table).unforeseen()).isEqualTo(unforeseen);
		assertThat(read(table).deletesUnforeseen()).isEqualTo(deletesUnforeseen);
	}

	@ParameterizedTest
	@CsvSource({ "captured, false, false", "by_id, false, false", "target, false, true", "several, false, true",
			"with_id, false, true", "computed, false, true", "chain, true, true", "triggered, true, true" })
	void tellsWhetherRowsOfAStatementMeet(String table, boolean inserts, boolean updates) {
		assertThat(read(table).insertsMeet()).isEqualTo(inserts);
		assertThat(read(table).updatesMeet()).isEqualTo(updates);
	}

	@Test
	void triggersOfAnotherSchemaAreTheApplications() {
		Long oid = database.jdbc().queryForObject("select 'captured'::regclass::oid::int8", Long.class);
		assertThat(oid).isNotNull();
		assertThat(TableEffects.read(database.jdbc(), oid, "id", new SchemaNames("elsewhere")).unforeseen()).isTrue();
	}

}
