package io.offlinesync.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

// The server must have stopped before JUnit deletes its directory.
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SyncByHandIntegrationTests {

	@TempDir
	static Path directory;

	@LocalServerPort
	int port;

	@Autowired
	JdbcTemplate jdbc;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("sample.postgres.directory", () -> directory.toString());
	}

	@Test
	void theScriptOfTheReadmeWorksAndTidiesUp() throws Exception {
		long before = countTodos();
		Process script = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"scripts/SyncByHand.java", "ws://localhost:" + this.port + "/offline-sync")
			.redirectErrorStream(true)
			.start();
		String output = read(script);
		assertThat(script.waitFor()).as(output).isZero();
		assertThat(output).contains("All of it worked.");
		assertThat(countTodos()).isEqualTo(before);
		assertThat(this.jdbc
			.queryForObject("select count(*) from offline_sync.sync_metadata where deleted_at is not null", Long.class))
			.isEqualTo(2);
	}

	private long countTodos() {
		Long count = this.jdbc.queryForObject("select count(*) from todo", Long.class);
		return (count != null) ? count : 0;
	}

	private static String read(Process process) throws IOException {
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

}
