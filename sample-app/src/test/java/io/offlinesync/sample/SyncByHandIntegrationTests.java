package io.offlinesync.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

class SyncByHandIntegrationTests extends RunningSample {

	@Autowired
	JdbcTemplate jdbc;

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
