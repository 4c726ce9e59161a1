package com.example.fieldservice.sync;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The application without the starter again.
 */
class GoingBackIntegrationTests {

	private static final String OFF = "offline-sync.enabled=false";

	private final OldDatabase database = new OldDatabase();

	private final JdbcTemplate jdbc = database.jdbc();

	@Test
	void theApplicationGoesOnWithoutItAndComesBack() throws Exception {
		try (SyncClient tom = new SyncClient("tom", "TBL_CUST", "TBL_WO")) {
			try (RunningApplication application = database.start()) {
				tom.connect(application);
				application.createOrder("dora", "HH", "Vorher");
				tom.until((client) -> hasOrder(client, "Vorher"));
				tom.disconnect();
			}

			// Switched off for a while, nothing is missed: the triggers are there.
			try (RunningApplication application = database.start(OFF)) {
				assertWorks(application);
			}
			assertThat(log()).isPositive();
			try (RunningApplication application = database.start()) {
				tom.connect(application);
				assertThat(tom.resets()).isEmpty();
				assertThat(hasOrder(tom, "Ohne")).isTrue();
				tom.disconnect();
			}

			jdbc.execute(Guide.sql("Going back"));
			assertThat(triggers()).isEmpty();
			assertThat(jdbc.queryForObject("select to_regnamespace('offline_sync') is null", Boolean.class)).isTrue();
			try (RunningApplication application = database.start(OFF)) {
				assertWorks(application);
			}

			// Adopted again, clients start from what is there.
			try (RunningApplication application = database.start()) {
				tom.connect(application);
				assertThat(tom.resets()).contains(0, 1);
				assertThat(tom.uids("TBL_CUST")).hasSize(300);
				assertThat(tom.all("TBL_WO").stream().filter((order) -> isOrder(order, "Ohne")).count()).isEqualTo(2);
			}
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

	private static boolean hasOrder(SyncClient client, String subject) {
		return client.all("TBL_WO").stream().anyMatch((order) -> isOrder(order, subject));
	}

	private static boolean isOrder(JsonNode order, String subject) {
		return order.get("subject").asString().equals(subject);
	}

	private void assertWorks(RunningApplication application) {
		long order = application.createOrder("dora", "HH", "Ohne");
		assertThat(application.get("tom", "/api/work-orders/" + order).get("items").size()).isOne();
		assertThat(application.put("tom", "/api/work-orders/" + order + "/status", "\"DONE\"")).isEqualTo(200);
		application.as("dora").put().uri("/api/users/max/depot").body("M").exchange().expectStatus().isNoContent();
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> new SyncClient("tom", "TBL_WO").connect(application));
	}

	private Long log() {
		return jdbc.queryForObject("select count(*) from offline_sync.sync_change", Long.class);
	}

	private List<String> triggers() {
		return jdbc.queryForList("select tgname from pg_trigger where tgname like 'offline_sync%'", String.class);
	}

}
