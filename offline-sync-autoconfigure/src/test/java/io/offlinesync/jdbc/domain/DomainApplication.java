package io.offlinesync.jdbc.domain;

import java.util.Arrays;

import io.offlinesync.testsupport.TestDatabase;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application with these entities, and nothing else.
 */
@SpringBootApplication
public class DomainApplication {

	/**
	 * The tables of the entities.
	 */
	public static final String SCHEMA = """
			create table todo_list (uid uuid primary key, name varchar(80) not null);
			create table todo (uid uuid primary key,
			  list_uid uuid constraint todo_list_fk references todo_list on delete cascade deferrable initially immediate,
			  title text not null constraint todo_title_check check (title <> ''), done boolean not null,
			  priority int, due_at timestamptz);
			create table note (id text primary key, title text, body text, color text);
			""";

	/**
	 * Start the application on a database that has the tables.
	 * @param database the database
	 * @param properties more properties
	 * @return the application's context
	 */
	public static ConfigurableApplicationContext start(TestDatabase database, String... properties) {
		return new SpringApplicationBuilder(DomainApplication.class).web(WebApplicationType.NONE)
			.properties(database.properties())
			.properties("spring.main.banner-mode=off", "spring.liquibase.enabled=false", "spring.flyway.enabled=false")
			.properties(properties)
			.run();
	}

	/**
	 * Start the application with a web server, on a random port and without security.
	 * @param database the database
	 * @param properties more properties
	 * @return the application's context
	 */
	public static ConfigurableApplicationContext startWeb(TestDatabase database, String... properties) {
		return startWeb(DomainApplication.class, database, properties);
	}

	/**
	 * Start another application with a web server, on a random port and without security.
	 * @param application the application
	 * @param database the database
	 * @param properties more properties
	 * @return the application's context
	 */
	public static ConfigurableApplicationContext startWeb(Class<?> application, TestDatabase database,
			String... properties) {
		return new SpringApplicationBuilder(application).properties(database.properties())
			// Load, as some tests make it, is no client's.
			.properties("offline-sync.stomp.max-requests-per-second=1000000")
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.liquibase.enabled=false",
					"spring.flyway.enabled=false",
					"spring.autoconfigure.exclude="
							+ "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
							+ "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration,"
							+ "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration,"
							+ "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration,"
							+ "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration")
			.run(Arrays.stream(properties).map((property) -> "--" + property).toArray(String[]::new));
	}

	/**
	 * A database with the tables.
	 * @return the database
	 */
	public static TestDatabase database() {
		TestDatabase database = TestDatabase.create();
		database.jdbc().execute(SCHEMA);
		return database;
	}

}
