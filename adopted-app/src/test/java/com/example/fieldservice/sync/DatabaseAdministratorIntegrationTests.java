package com.example.fieldservice.sync;

import java.util.Map;

import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestStream;
import io.offlinesync.test.SyncTestTransactionResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

import static io.offlinesync.test.StreamScope.scope;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where an administrator changes the database, and the application may not.
 */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseAdministratorIntegrationTests {

	private static final String[] AS_WRITER = { "spring.datasource.username=fieldservice_app",
			"spring.datasource.password=app", "spring.flyway.enabled=false", "offline-sync.schema.mode=none" };

	private final OldDatabase database = new OldDatabase();

	private final JdbcTemplate administrator = database.jdbc();

	@Test
	void theAdministratorRunsWhatTheLogSays(CapturedOutput output) {
		database.start("offline-sync.enabled=false").close();
		administrator.execute("""
				create role fieldservice_app login password 'app';
				grant usage on schema public, inv to fieldservice_app;
				grant select, insert, update, delete on all tables in schema public, inv to fieldservice_app;
				grant usage on all sequences in schema public, inv to fieldservice_app;
				""");
		String script = printedScript(output);
		administrator.execute(script);
		administrator.execute(Guide.sql("Where an administrator changes the database"));
		int warned = output.getAll().split("are not captured as they have to be", -1).length;
		try (RunningApplication application = database.start(AS_WRITER);
				SyncTestClient tom = application.connect("tom")) {
			SyncTestStream toms = tom.follow(scope("TBL_CUST"), scope("TBL_WO"), scope("TBL_WO_POS")).awaitComplete();
			assertThat(toms.records("TBL_CUST")).hasSize(300);
			long order = application.createOrder("dora", "HH", "Mit Rechten");
			assertThat(toms.awaitRecord("TBL_WO", order).get("subject")).isEqualTo("Mit Rechten");
			SyncTestTransactionResult result = tom.push(tom.transaction().update("TBL_WO", order, Map.of("text", "x")));
			assertThat(result.isCommitted()).isTrue();
			assertThat(toms.awaitSeen(result).record("TBL_WO", order).get("text")).isEqualTo("x");
		}
		assertThat(output.getAll().split("are not captured as they have to be", -1)).hasSize(warned);
	}

	/**
	 * Start once so that the log says what to run.
	 */
	private String printedScript(CapturedOutput output) {
		String[] properties = new String[AS_WRITER.length + 2];
		System.arraycopy(AS_WRITER, 0, properties, 0, AS_WRITER.length);
		properties[AS_WRITER.length] = "offline-sync.schema.print=true";
		properties[AS_WRITER.length + 1] = "logging.level.io.offlinesync.autoconfigure=info";
		try (RunningApplication application = database.start(properties)) {
			assertThat(application.get("tom", "/api/customers/1").get("name").asString()).isEqualTo("Kunde 1");
		}
		assertThat(output).contains("are not captured as they have to be");
		String log = output.getAll();
		int start = log.indexOf("create schema \"offline_sync\";");
		int last = log.lastIndexOf("create or replace trigger");
		return log.substring(start, log.indexOf(';', last) + 1);
	}

}
