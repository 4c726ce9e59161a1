package io.offlinesync.sample;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The TypeScript client against this application: its own tests, run by Node.
 */
class ClientIntegrationTests extends RunningSample {

	private static final Log logger = LogFactory.getLog(ClientIntegrationTests.class);

	@Autowired
	JdbcConnectionDetails database;

	@Test
	void theClientAndTheServerAgree() throws Exception {
		ProcessBuilder node = new ProcessBuilder("node", "node_modules/vitest/vitest.mjs", "run", "--config",
				"vitest.e2e.config.ts")
			.directory(new File("../offline-sync-client"))
			.redirectErrorStream(true);
		Map<String, String> environment = node.environment();
		environment.put("OFFLINE_SYNC_URL", "ws://localhost:" + this.port + "/offline-sync");
		environment.put("OFFLINE_SYNC_DATABASE", this.database.getJdbcUrl().substring("jdbc:".length()));
		// With these it starts servers of its own, to kill them.
		environment.put("OFFLINE_SYNC_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
		environment.put("OFFLINE_SYNC_CLASS_PATH", System.getProperty("java.class.path"));
		Process process = node.start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		// It says which tests were skipped, and why.
		logger.info(output);
		assertThat(output).contains("server.e2e.ts")
			.doesNotContain("OFFLINE_SYNC_DATABASE is not set", "OFFLINE_SYNC_JAVA is not set");
	}

}
