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
	 * Set a parameter of the server for all new connections to this database.
	 * @param parameter the parameter
	 * @param value its value
	 * @return this database
	 */
	public TestDatabase set(String parameter, String value) {
		jdbc().execute("do $$ begin execute format('alter database %%I set %s = %%L', current_database(), '%s'); end $$"
			.formatted(parameter, value));
		return this;
	}

	/**
	 * Let nobody connect to this database and end all connections, or let everybody
	 * connect again.
	 * @param allow whether connections are allowed
	 */
	public void allowConnections(boolean allow) {
		String name = this.url.substring(this.url.lastIndexOf('/') + 1);
		JdbcTemplate jdbc = PostgresServer.shared().database("postgres").jdbc();
		jdbc.execute("alter database " + name + " with allow_connections " + allow);
		jdbc.queryForList("select pg_terminate_backend(pid) from pg_stat_activity where datname = ?", name);
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
