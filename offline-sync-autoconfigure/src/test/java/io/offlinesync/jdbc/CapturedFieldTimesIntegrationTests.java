package io.offlinesync.jdbc;

import java.util.Objects;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CapturedFieldTimesIntegrationTests {

	private static CapturedDatabase database;

	@BeforeAll
	static void create() {
		database = new CapturedDatabase("""
				create table other (id int primary key);
				create table note (id int primary key, title text, body text,
				  one int references other on delete set null, two int references other on delete set null)""")
			.merge("note", "id");
	}

	@BeforeEach
	void empty() {
		database.execute("truncate other, note, offline_sync.sync_metadata");
	}

	/**
	 * The field times, by the stamp that they are.
	 */
	private static String times() {
		return Objects.requireNonNullElse(database.jdbc().queryForObject("""
				select (select string_agg(key || '=' || case value::bigint
				    when (extract(epoch from coalesce(deleted_at, updated_at, created_at)) * 1000)::bigint then 'last'
				    when (extract(epoch from created_at) * 1000)::bigint then 'created' else 'else' end, ' '
				    order by key collate "C") from jsonb_each_text(field_times))
				from offline_sync.sync_metadata where uid = '1'""", String.class), "none");
	}

	@Test
	void creationSetsThemAllAndAnUpdateThoseThatChange() {
		database.execute("insert into note values (1, 't', 'b')");
		assertThat(times()).isEqualTo("=last");
		database.execute("update note set title = 'x', body = 'b'");
		assertThat(times()).isEqualTo("=created title=last");
		database.execute("update note set body = 'y'");
		assertThat(times()).isEqualTo("=created body=last title=else");
		database.execute("delete from note");
		assertThat(times()).isEqualTo("none");
		database.execute("insert into note values (1, 't', 'b')");
		assertThat(times()).isEqualTo("=last");
	}

	@Test
	void fieldsWithoutATimeAreAsOldAsTheirRecord() {
		database.execute("insert into note values (1, 't', 'b')");
		database.execute("update offline_sync.sync_metadata set field_times = null");
		database.execute("update note set body = 'y'");
		assertThat(times()).isEqualTo("=created body=last");
		database.execute("truncate offline_sync.sync_metadata");
		database.execute("update note set body = 'z'");
		assertThat(times()).isEqualTo("body=last");
	}

	@Test
	void fieldsThatCascadesSetOneByOneAreAllSet() {
		database.execute("insert into other values (1), (2); insert into note values (1, 't', 'b', 1, 2)");
		database.execute("delete from other");
		assertThat(times()).isEqualTo("=created one=last two=last");
	}

	@Test
	void aNewIdSetsThemAll() {
		database.execute("insert into note values (2, 't', 'b')");
		database.execute("update note set id = 1, title = 'x'");
		assertThat(times()).isEqualTo("=last");
	}

	@Test
	void theyReadAsTheEnginesOwn() {
		database.execute("insert into note values (1, 't', 'b')");
		database.execute("update note set title = 'x'");
		String json = database.jdbc()
			.queryForObject("select field_times::text from offline_sync.sync_metadata", String.class);
		assertThat(FieldTimesJson.read(json)).isNotNull().satisfies((times) -> {
			assertThat(times.timeOf("body")).isNotNull();
			assertThat(times.timeOf("title")).isAfter(times.timeOf("body"));
		});
	}

}
