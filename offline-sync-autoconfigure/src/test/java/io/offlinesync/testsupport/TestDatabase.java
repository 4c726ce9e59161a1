package io.offlinesync.testsupport;

import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An empty database of its own for a test, on the server that all tests of this JVM
 * share.
 *
 * @param url the JDBC URL
 * @param username the user
 * @param password the user's password
 */
public record TestDatabase(String url, String username, String password) {

	private static final AtomicInteger COUNTER = new AtomicInteger();

	/**
	 * Create an empty database.
	 * @return the database
	 */
	public static TestDatabase create() {
		PostgresServer server = PostgresServer.shared();
		String name = "test_" + COUNTER.incrementAndGet();
		new JdbcTemplate(server.database("postgres").dataSource()).execute("create database " + name);
		return server.database(name);
	}

	/**
	 * The same database for connections of another name.
	 * @param application the application name
	 * @return the database
	 */
	public TestDatabase as(String application) {
		return new TestDatabase(this.url + "?ApplicationName=" + application, this.username, this.password);
	}

	/**
	 * The properties that make a Spring Boot application use this database.
	 * @return the properties as {@code name=value}
	 */
	public String[] properties() {
		return new String[] { "spring.datasource.url=" + this.url, "spring.datasource.username=" + this.username,
				"spring.datasource.password=" + this.password };
	}

	/**
	 * A data source without a pool.
	 * @return the data source
	 */
	public DataSource dataSource() {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(this.url);
		dataSource.setUser(this.username);
		dataSource.setPassword(this.password);
		return dataSource;
	}

	/**
	 * A JDBC template on a data source without a pool.
	 * @return the template
	 */
	public JdbcTemplate jdbc() {
		return new JdbcTemplate(dataSource());
	}

}
