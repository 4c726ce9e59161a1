package io.offlinesync.testsupport;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StoppablePostgresIntegrationTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@MethodSource("waysToStop")
	void whatWasCommittedIsThereAfterAStopAndNothingElse(Consumer<StoppablePostgres> stop) throws SQLException {
		try (StoppablePostgres server = StoppablePostgres.start(this.directory)) {
			TestDatabase database = server.createDatabase("survivor");
			JdbcTemplate jdbc = database.jdbc();
			jdbc.execute("create table item (id int)");
			try (Connection connection = database.dataSource().getConnection();
					Statement statement = connection.createStatement()) {
				jdbc.execute("insert into item values (1)");
				connection.setAutoCommit(false);
				statement.execute("insert into item values (2)");
				stop.accept(server);
				assertThatExceptionOfType(SQLException.class).isThrownBy(connection::commit);
			}
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> database.dataSource().getConnection());
			server.start();
			assertThat(jdbc.queryForList("select id from item", Integer.class)).containsExactly(1);
		}
	}

	static Stream<Named<Consumer<StoppablePostgres>>> waysToStop() {
		return Stream.of(Named.of("immediately", StoppablePostgres::stopImmediately),
				Named.of("killed", StoppablePostgres::kill));
	}

	@Test
	void acknowledgesOnlyWhatWouldSurvive() {
		try (StoppablePostgres server = StoppablePostgres.start(this.directory)) {
			TestDatabase database = server.createDatabase("careful");
			assertThat(database.jdbc().queryForObject("show synchronous_commit", String.class)).isEqualTo("on");
		}
	}

}
