package io.offlinesync.jdbc.model;

import javax.sql.DataSource;

import io.offlinesync.testsupport.CountingDataSource;
import io.offlinesync.testsupport.TestDatabase;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application with these entities, whose statements are counted.
 */
@SpringBootApplication
public class ModelApplication {

	private static final String SCHEMA = """
			create table folder (uid uuid primary key,
			  parent_uid uuid constraint folder_parent_fk references folder on delete cascade,
			  name varchar(40) not null, rank int);
			create table item (uid uuid primary key,
			  folder_uid uuid constraint item_folder_fk references folder on delete cascade,
			  also_uid uuid constraint item_also_fk references folder on delete set null,
			  title text not null constraint item_title_check check (title <> ''),
			  amount int, price numeric(6, 2), done boolean not null);
			create table memo (id text collate "en-x-icu" primary key,
			  folder_uid uuid constraint memo_folder_fk references folder on delete cascade deferrable initially deferred,
			  title text, body_text text, color text);
			create table tally (id bigint primary key,
			  folder_uid uuid constraint tally_folder_fk references folder, score int not null, label text);
			create index on item (folder_uid);
			create index on tally (folder_uid);
			""";

	/**
	 * A database with the tables.
	 * @return the database
	 */
	public static TestDatabase database() {
		TestDatabase database = TestDatabase.create();
		database.jdbc().execute(SCHEMA);
		return database;
	}

	/**
	 * Start the application on a database that has the tables.
	 * @param database the database
	 * @param properties more properties
	 * @return the application's context
	 */
	public static ConfigurableApplicationContext start(TestDatabase database, String... properties) {
		return new SpringApplicationBuilder(ModelApplication.class).web(WebApplicationType.NONE)
			.properties(database.properties())
			.properties("spring.main.banner-mode=off", "spring.liquibase.enabled=false", "spring.flyway.enabled=false")
			.properties(properties)
			.run();
	}

	@Bean
	static BeanPostProcessor counting() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				return (bean instanceof DataSource dataSource) ? new CountingDataSource(dataSource) : bean;
			}

		};
	}

}
