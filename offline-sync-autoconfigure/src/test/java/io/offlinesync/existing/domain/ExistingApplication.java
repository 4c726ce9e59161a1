package io.offlinesync.existing.domain;

import io.offlinesync.testsupport.TestDatabase;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * The application.
 */
@SpringBootApplication
public class ExistingApplication {

	/**
	 * Nothing migrates the application's own tables.
	 */
	public static final String[] NO_MIGRATIONS = { "spring.flyway.enabled=false", "spring.liquibase.enabled=false" };

	/**
	 * Flyway migrates the application's own tables.
	 */
	public static final String[] FLYWAY = { "spring.flyway.locations=classpath:existing/migration",
			"spring.liquibase.enabled=false" };

	/**
	 * Start the application.
	 * @param arguments its properties
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(ExistingApplication.class, arguments);
	}

	/**
	 * A database that has the application's tables.
	 * @return the database
	 */
	public static TestDatabase database() {
		TestDatabase database = TestDatabase.create();
		createTables(database);
		return database;
	}

	/**
	 * Create the application's tables.
	 * @param database where
	 */
	public static void createTables(TestDatabase database) {
		ResourceDatabasePopulator script = new ResourceDatabasePopulator(new ClassPathResource("existing/schema.sql"));
		script.execute(database.dataSource());
	}

	/**
	 * The application, to be started.
	 * @param properties its properties
	 * @return the builder
	 */
	public static SpringApplicationBuilder builder(String... properties) {
		return new SpringApplicationBuilder(ExistingApplication.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off")
			.properties(properties);
	}

	/**
	 * Start the application, whose tables are migrated by nothing.
	 * @param database its database
	 * @param properties more properties
	 * @return the application's context
	 */
	public static ConfigurableApplicationContext start(TestDatabase database, String... properties) {
		return builder(NO_MIGRATIONS).properties(database.properties()).properties(properties).run();
	}

	/**
	 * Start the application, whose tables are migrated by Flyway.
	 * @param database its database
	 * @param properties more properties
	 * @return the application's context
	 */
	public static ConfigurableApplicationContext startWithFlyway(TestDatabase database, String... properties) {
		return builder(FLYWAY).properties(database.properties()).properties(properties).run();
	}

}
