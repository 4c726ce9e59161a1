package com.example.fieldservice.sync;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.offlinesync.test.StreamScope;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestException;
import io.offlinesync.test.SyncTestStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static io.offlinesync.test.StreamScope.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The application without the starter again.
 */
class GoingBackIntegrationTests {

	private static final String OFF = "offline-sync.enabled=false";

	private static final StreamScope[] SCOPES = { scope("TBL_CUST"), scope("TBL_WO") };

	private final OldDatabase database = new OldDatabase();

	private final JdbcTemplate jdbc = database.jdbc();

	@Test
	void theApplicationGoesOnWithoutItAndComesBack() {
		String cursor;
		try (RunningApplication application = database.start(); SyncTestClient tom = application.connect("tom")) {
			SyncTestStream copy = tom.follow(SCOPES).awaitComplete();
			assertThat(copy.records("TBL_CUST")).hasSize(300);
			long order = application.createOrder("dora", "HH", "Vorher");
			copy.awaitRecord("TBL_WO", order);
			cursor = copy.cursor();
		}

		// Switched off for a while, nothing is missed: the triggers are there.
		try (RunningApplication application = database.start(OFF)) {
			assertWorks(application);
		}
		assertThat(log()).isPositive();
		try (RunningApplication application = database.start(); SyncTestClient tom = application.connect("tom")) {
			SyncTestStream news = tom.followFrom(cursor, SCOPES).awaitComplete();
			assertThat(news.records("TBL_CUST")).isEmpty();
			assertThat(subjects(news)).contains("Ohne");
			cursor = news.cursor();
		}

		jdbc.execute(Guide.sql("Going back"));
		assertThat(triggers()).isEmpty();
		assertThat(jdbc.queryForObject("select to_regnamespace('offline_sync') is null", Boolean.class)).isTrue();
		try (RunningApplication application = database.start(OFF)) {
			assertWorks(application);
		}

		// Adopted again, clients start from what is there.
		try (RunningApplication application = database.start(); SyncTestClient tom = application.connect("tom")) {
			SyncTestStream all = tom.followFrom(cursor, SCOPES).awaitComplete();
			assertThat(all.records("TBL_CUST")).hasSize(300);
			assertThat(subjects(all)).contains("Vorher").filteredOn("Ohne"::equals).hasSize(2);
		}
	}

	@Test
	void theVersionFromBeforeTakesTheDatabaseAsItIs(@TempDir Path before) throws Exception {
		database.start().close();
		Path migrations = Path.of("src", "main", "resources", "db", "migration");
		try (Stream<Path> files = Files.list(migrations)) {
			for (Path file : files.filter((each) -> !each.getFileName().toString().startsWith("V6")).toList()) {
				Files.copy(file, before.resolve(file.getFileName()));
			}
		}
		Flyway flyway = Flyway.configure().dataSource(database.dataSource()).locations("filesystem:" + before).load();
		assertThat(flyway.migrate().migrationsExecuted).isZero();
	}

	private static List<String> subjects(SyncTestStream stream) {
		return stream.records("TBL_WO").values().stream().map((order) -> (String) order.get("subject")).toList();
	}

	private void assertWorks(RunningApplication application) {
		long order = application.createOrder("dora", "HH", "Ohne");
		assertThat(application.get("tom", "/api/work-orders/" + order).get("items").size()).isOne();
		assertThat(application.put("tom", "/api/work-orders/" + order + "/status", "\"DONE\"")).isEqualTo(200);
		application.moveUser("max", "M");
		assertThatExceptionOfType(SyncTestException.class).isThrownBy(() -> application.connect("tom"))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(SyncTestException.HANDSHAKE_REFUSED));
	}

	private Long log() {
		return jdbc.queryForObject("select count(*) from offline_sync.sync_change", Long.class);
	}

	private List<String> triggers() {
		return jdbc.queryForList("select tgname from pg_trigger where tgname like 'offline_sync%'", String.class);
	}

}
