package io.offlinesync.jdbc;

import java.util.Map;
import java.util.stream.Collectors;

import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What docs/upgrading.md promises of the library's own schema.
 */
class SchemaVersionsIntegrationTests {

	/**
	 * The checksums of the migrations that have landed, as they stand in the histories of
	 * databases. Add a line for one that lands; never change one.
	 */
	private static final Map<String, Integer> LANDED = Map.of("V1__sync_metadata.sql", -1079540497,
			"V2__change_log.sql", 91797636, "V3__room_for_stamps.sql", -679344319, "V4__rights.sql", -1023443293);

	private static final String CAPTURE = "select checksum from offline_sync.schema_history "
			+ "where script = 'R__capture.sql' order by installed_rank";

	private final TestDatabase database = TestDatabase.create();

	private final JdbcTemplate jdbc = this.database.jdbc();

	@BeforeEach
	void migrate() {
		start(SchemaMode.MIGRATE);
	}

	@Test
	void migrationsThatHaveLandedNeverChange() {
		assertThat(this.jdbc
			.queryForList("select script, checksum from offline_sync.schema_history where version is not null "
					+ "and type = 'SQL'")
			.stream()
			.collect(Collectors.toMap((row) -> row.get("script"), (row) -> row.get("checksum")))).isEqualTo(LANDED);
	}

	@Test
	void theFunctionsOfWhoStartsLastAreInPlace() {
		Integer own = this.jdbc.queryForObject(CAPTURE, Integer.class);
		anotherVersionWasHere();
		start(SchemaMode.MIGRATE);
		assertThat(this.jdbc.queryForList(CAPTURE, Integer.class)).containsExactly(0, own);
		start(SchemaMode.MIGRATE);
		assertThat(this.jdbc.queryForList(CAPTURE, Integer.class)).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(SchemaMode.class)
	void anOlderVersionStartsAfterMigrationsThatItDoesNotKnow(SchemaMode mode) {
		this.jdbc.update("""
				insert into offline_sync.schema_history
				  (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
				values (99, '99', 'later', 'SQL', 'V99__later.sql', 1, current_user, 1, true)""");
		assertThatNoException().isThrownBy(() -> start(mode));
	}

	@Test
	void onlyMigratingMendsTheFunctionsOfAnotherVersion() {
		anotherVersionWasHere();
		assertThatExceptionOfType(SchemaException.class).isThrownBy(() -> start(SchemaMode.VALIDATE))
			.withMessageContaining("is not up to date");
		assertThatNoException().isThrownBy(() -> start(SchemaMode.NONE));
	}

	@Test
	void aMigrationThatWasChangedStopsTheStart() {
		this.jdbc.update("update offline_sync.schema_history set checksum = 0 where version = '2'");
		assertThatExceptionOfType(SchemaException.class).isThrownBy(() -> start(SchemaMode.MIGRATE));
		assertThatExceptionOfType(SchemaException.class).isThrownBy(() -> start(SchemaMode.VALIDATE));
	}

	private void anotherVersionWasHere() {
		this.jdbc.update("update offline_sync.schema_history set checksum = 0 where script = 'R__capture.sql'");
	}

	private void start(SchemaMode mode) {
		new SchemaInitializer(this.database.dataSource(), this.database.dataSource(), new SchemaNames("offline_sync"),
				mode)
			.afterPropertiesSet();
	}

}
