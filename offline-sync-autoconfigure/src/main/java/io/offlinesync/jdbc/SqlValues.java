package io.offlinesync.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;

import io.offlinesync.RecordMetadata;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.SqlTypeValue;

/**
 * Values on their way to and from statements.
 */
final class SqlValues {

	private SqlValues() {
	}

	/**
	 * A parameter that is an array.
	 * @param type the elements' type in PostgreSQL
	 * @param values the elements
	 * @return the parameter, for one execution
	 */
	static SqlTypeValue array(String type, Collection<? extends @Nullable Object> values) {
		return (PreparedStatement statement, int index, int sqlType, @Nullable String typeName) -> {
			Connection connection = statement.getConnection();
			statement.setArray(index, connection.createArrayOf(type, values.toArray()));
		};
	}

	/**
	 * A stamp as text that PostgreSQL reads exactly.
	 */
	static @Nullable String text(@Nullable Instant instant) {
		return (instant != null) ? instant.toString() : null;
	}

	static @Nullable Instant instant(ResultSet row, int index) throws SQLException {
		OffsetDateTime value = row.getObject(index, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

	/**
	 * Three stamps, beginning at a column.
	 */
	static RecordMetadata metadata(ResultSet row, int first) throws SQLException {
		Instant createdAt = instant(row, first);
		Instant updatedAt = instant(row, first + 1);
		Instant deletedAt = instant(row, first + 2);
		return (createdAt == null && updatedAt == null && deletedAt == null) ? RecordMetadata.NONE
				: new RecordMetadata(createdAt, updatedAt, deletedAt);
	}

}
