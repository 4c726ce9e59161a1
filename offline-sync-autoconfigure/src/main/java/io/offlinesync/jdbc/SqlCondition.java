package io.offlinesync.jdbc;

import java.util.List;

/**
 * A condition in SQL. Like any SQL condition it may be neither true nor false, so whoever
 * negates it writes {@code (…) is not true}.
 *
 * @param sql the text, with a {@code ?} for each parameter; it can be joined with others
 * as it stands
 * @param parameters the parameters in order, as a JDBC template takes them: texts and
 * arrays of texts, for the statement casts each to the type of its column
 */
public record SqlCondition(String sql, List<Object> parameters) {

	public SqlCondition {
		parameters = List.copyOf(parameters);
	}

}
