package io.offlinesync.sample.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmbeddedServerIntegrationTests {

	@TempDir
	Path temp;

	Path directory;

	@BeforeEach
	void directory() throws IOException {
		this.directory = this.temp.toRealPath().resolve("it's a folder");
	}

	@Test
	void runsTheVersionItSaysAndListensOnLoopbackOnly() throws IOException {
		try (EmbeddedServer server = EmbeddedServer.start(this.directory)) {
			assertThat(setting(server, "server_version_num")).startsWith(EmbeddedServer.MAJOR_VERSION);
			assertThat(setting(server, "listen_addresses")).isEqualTo("localhost");
			assertThat(setting(server, "unix_socket_directories")).isEmpty();
			assertThat(setting(server, "fsync")).isEqualTo("on");
			assertThat(setting(server, "synchronous_commit")).isEqualTo("on");
		}
	}

	@Test
	void letsNobodyElseReplaceItsBinaries() throws IOException {
		EmbeddedServer.start(this.directory).close();
		assertThat(Files.getPosixFilePermissions(this.directory.resolve("binaries")))
			.doesNotContain(PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);
	}

	@Test
	void stopsWhenClosedAndKeepsItsData() throws IOException {
		try (EmbeddedServer server = EmbeddedServer.start(this.directory)) {
			jdbc(server).execute("create table kept ()");
		}
		assertThat(pidFile()).doesNotExist();
		try (EmbeddedServer server = EmbeddedServer.start(this.directory)) {
			jdbc(server).execute("select from kept");
		}
	}

	@Test
	void refusesADirectoryThatThisApplicationUsesAlready() throws IOException {
		try (EmbeddedServer server = EmbeddedServer.start(this.directory)) {
			expectInUseBy(ProcessHandle.current());
			jdbc(server).execute("select 1");
		}
	}

	@Test
	void refusesADirectoryThatAnotherApplicationUsesAndTakesItOverWhenThatWasKilled() throws Exception {
		Process other = ServerInItsOwnProcess.start(this.directory);
		try {
			expectInUseBy(other.toHandle());
			ProcessHandle leftover = postmaster();
			other.destroyForcibly().waitFor();
			assertThat(leftover.isAlive()).isTrue();
			try (EmbeddedServer server = EmbeddedServer.start(this.directory)) {
				jdbc(server).execute("select 1");
				assertThat(postmaster()).isNotEqualTo(leftover);
			}
		}
		finally {
			other.destroyForcibly();
		}
	}

	@Test
	void stopsWithAnApplicationThatIsTerminated() throws Exception {
		Process other = ServerInItsOwnProcess.start(this.directory);
		try {
			ProcessHandle postmaster = postmaster();
			other.destroy();
			other.waitFor();
			assertThat(pidFile()).doesNotExist();
			assertThat(postmaster.info().command()).isEmpty();
		}
		finally {
			other.destroyForcibly();
		}
	}

	@Test
	void isNotMisledByAProcessThatGotTheNumberOfAServerOfLongAgo() throws IOException {
		EmbeddedServer.start(this.directory).close();
		Files.writeString(pidFile(), ProcessHandle.current().pid() + "\n" + this.directory.resolve("data") + "\n");
		EmbeddedServer.start(this.directory).close();
	}

	@Test
	void doesNotEndAServerThatMayBeAnotherOne() throws IOException {
		EmbeddedServer.start(this.directory).close();
		Path elsewhere = this.temp.resolve("elsewhere");
		try (EmbeddedServer other = EmbeddedServer.start(elsewhere)) {
			Files.copy(elsewhere.resolve("data/postmaster.pid"), pidFile(), StandardCopyOption.REPLACE_EXISTING);
			assertThatExceptionOfType(EmbeddedServerException.class)
				.isThrownBy(() -> EmbeddedServer.start(this.directory))
				.withMessageContaining("may or may not be using " + this.directory.resolve("data"))
				.satisfies((ex) -> assertThat(ex.getAction()).contains("delete " + pidFile()));
			jdbc(other).execute("select 1");
		}
	}

	@Test
	void refusesDataOfAnotherMajorVersion() throws IOException {
		Files.createDirectories(this.directory.resolve("data"));
		Files.writeString(this.directory.resolve("data/PG_VERSION"), "17\n");
		assertThatExceptionOfType(EmbeddedServerException.class).isThrownBy(() -> EmbeddedServer.start(this.directory))
			.withMessageContaining("was made by PostgreSQL 17")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("Delete " + this.directory + " "));
	}

	@Test
	void refusesADirectoryThatIsAFile() throws IOException {
		Files.createFile(this.directory);
		assertThatExceptionOfType(EmbeddedServerException.class).isThrownBy(() -> EmbeddedServer.start(this.directory))
			.withMessageContaining("cannot be used")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("--sample.postgres.directory"));
	}

	private void expectInUseBy(ProcessHandle process) {
		assertThatExceptionOfType(EmbeddedServerException.class).isThrownBy(() -> EmbeddedServer.start(this.directory))
			.withMessageContaining(this.directory + " is in use by process " + process.pid() + ",")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("stop that application")
				.contains("--sample.postgres.directory"));
	}

	private Path pidFile() {
		return this.directory.resolve("data/postmaster.pid");
	}

	private ProcessHandle postmaster() throws IOException {
		return ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile()).get(0))).orElseThrow();
	}

	private static String setting(EmbeddedServer server, String name) {
		return String.valueOf(jdbc(server).queryForObject("select current_setting(?)", String.class, name));
	}

	private static JdbcTemplate jdbc(EmbeddedServer server) {
		return new JdbcTemplate(new DriverManagerDataSource(server.getJdbcUrl()));
	}

}
