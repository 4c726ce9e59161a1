package com.example.fieldservice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The PostgreSQL server of all tests, and databases on it.
 */
public final class Databases {

	private static final EmbeddedPostgres SERVER = start();

	private static final AtomicInteger COUNTER = new AtomicInteger();

	private Databases() {
	}

	private static EmbeddedPostgres start() {
		try {
			return EmbeddedPostgres.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A database with nothing in it.
	 * @return the JDBC URL, for the user postgres
	 */
	public static String create() {
		String name = "fieldservice_" + COUNTER.incrementAndGet();
		new JdbcTemplate(SERVER.getPostgresDatabase()).execute("create database " + name);
		return SERVER.getJdbcUrl("postgres", name);
	}

}
