package io.offlinesync.jdbc;

import java.util.Locale;
import java.util.stream.Collectors;

import org.springframework.data.relational.core.sql.IdentifierProcessing;
import org.springframework.data.relational.core.sql.SqlIdentifier;

/**
 * The name of a table or a column.
 *
 * @param name the name as the catalog has it, without a schema
 * @param sql the name as it stands in a statement, with its schema if it has one
 */
record SqlName(String name, String sql) {

	static SqlName of(SqlIdentifier identifier, IdentifierProcessing processing) {
		String sql = identifier.stream().map((part) -> sql(part, processing)).collect(Collectors.joining("."));
		SqlIdentifier last = identifier.stream().reduce((first, second) -> second).orElse(identifier);
		return new SqlName(name(last.toSql(processing)), sql);
	}

	/**
	 * Spring Data puts quotes around a name, but does not double those inside.
	 */
	private static String sql(SqlIdentifier part, IdentifierProcessing processing) {
		String sql = part.toSql(processing);
		return isQuoted(sql) ? '"' + name(sql).replace("\"", "\"\"") + '"' : sql;
	}

	private static String name(String sql) {
		return isQuoted(sql) ? sql.substring(1, sql.length() - 1) : sql.toLowerCase(Locale.ROOT);
	}

	private static boolean isQuoted(String sql) {
		return sql.length() > 1 && sql.startsWith("\"") && sql.endsWith("\"");
	}

}
