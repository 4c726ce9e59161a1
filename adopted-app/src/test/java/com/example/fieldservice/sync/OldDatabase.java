package com.example.fieldservice.sync;

import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import com.example.fieldservice.Databases;
import com.example.fieldservice.FieldServiceApplication;
import org.flywaydb.core.Flyway;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * A database that the application has used before: migrated by what it had then, with the
 * data of years.
 */
final class OldDatabase {

	/** The last migration from before. */
	private static final String TARGET = "5";

	private final String url = Databases.create();

	OldDatabase() {
		Flyway.configure().dataSource(dataSource()).target(TARGET).load().migrate();
		ResourceDatabasePopulator data = new ResourceDatabasePopulator(new ClassPathResource("old-data.sql"));
		data.setSqlScriptEncoding("UTF-8");
		data.execute(dataSource());
	}

	String url() {
		return url;
	}

	DataSource dataSource() {
		return new DriverManagerDataSource(url, "postgres", "postgres");
	}

	JdbcTemplate jdbc() {
		return new JdbcTemplate(dataSource());
	}

	/**
	 * Start the application on it.
	 */
	RunningApplication start(String... properties) {
		List<String> all = new ArrayList<>(
				List.of("spring.main.banner-mode=off", "server.port=0", "spring.datasource.url=" + url,
						"spring.datasource.username=postgres", "spring.datasource.password=postgres"));
		all.addAll(List.of(properties));
		return new RunningApplication(new SpringApplicationBuilder(FieldServiceApplication.class)
			.run(all.stream().map((property) -> "--" + property).toArray(String[]::new)), jdbc());
	}

}
