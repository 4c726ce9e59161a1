package io.offlinesync.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts and stops the whole application, as a user would.
 */
class SampleApplicationIntegrationTests {

	@TempDir
	Path temp;

	@Test
	void keepsItsDataOverARestart() {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(seededTodos(context)).isEqualTo(320);
			jdbc(context).update("update todo_list set name = 'Kept' where name = 'Groceries'");
		}
		try (ConfigurableApplicationContext context = run()) {
			assertThat(jdbc(context).queryForList("select name from todo_list order by name", String.class))
				.containsExactly("Household", "Kept", "Night train to Vienna", "Release 2.0", "Summer party");
			assertThat(seededTodos(context)).isEqualTo(320);
		}
	}

	@Test
	void usesTheDatabaseItIsGivenAndStartsNone() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
				ConfigurableApplicationContext context = run(
						"--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"))) {
			assertThat(seededTodos(context)).isEqualTo(320);
			assertThat(context.getBean(JdbcConnectionDetails.class).getJdbcUrl())
				.isEqualTo(postgres.getJdbcUrl("postgres", "postgres"));
			assertThat(directory()).doesNotExist();
		}
	}

	private ConfigurableApplicationContext run(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--server.port=0");
		all.add("--sample.postgres.directory=" + directory());
		return new SpringApplicationBuilder(SampleApplication.class).run(all.toArray(String[]::new));
	}

	private Path directory() {
		return this.temp.resolve("a folder with spaces");
	}

	private static Integer seededTodos(ConfigurableApplicationContext context) {
		return jdbc(context).queryForObject("select count(*) from todo", Integer.class);
	}

	private static JdbcTemplate jdbc(ConfigurableApplicationContext context) {
		return context.getBean(JdbcTemplate.class);
	}

}
