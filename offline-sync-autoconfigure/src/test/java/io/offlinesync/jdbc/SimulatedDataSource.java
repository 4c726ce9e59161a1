package io.offlinesync.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Gives connections to a database in memory. Each time one is given back, others may go
 * on.
 */
final class SimulatedDataSource extends AbstractDataSource {

	private final Supplier<SimulatedStore> store;

	SimulatedDataSource(Supplier<SimulatedStore> store) {
		this.store = store;
	}

	@Override
	public Connection getConnection(String username, String password) {
		return getConnection();
	}

	@Override
	public Connection getConnection() {
		boolean[] used = new boolean[1];
		return proxy(Connection.class, (self, method, arguments) -> switch (method.getName()) {
			case "getAutoCommit" -> true;
			case "getTransactionIsolation" -> Connection.TRANSACTION_READ_COMMITTED;
			case "createStatement" -> {
				used[0] = true;
				yield proxy(Statement.class, (statement, called, values) -> called.getName().equals("executeQuery")
						? result(execute((String) values[0], List.of())) : none(called.getReturnType()));
			}
			case "getMetaData" -> proxy(DatabaseMetaData.class, (metadata, called,
					values) -> (called.getReturnType() == String.class) ? "PostgreSQL" : none(called.getReturnType()));
			case "createArrayOf" -> array(arguments[1]);
			case "prepareStatement" -> {
				used[0] = true;
				yield statement((Connection) self, (String) arguments[0]);
			}
			case "close" -> {
				if (used[0]) {
					this.store.get().hasBeenRead();
				}
				yield null;
			}
			default -> none(method.getReturnType());
		});
	}

	private PreparedStatement statement(Connection connection, String sql) {
		List<@Nullable Object> parameters = new ArrayList<>();
		return proxy(PreparedStatement.class, (self, method, arguments) -> switch (method.getName()) {
			case "setString", "setObject", "setInt", "setLong" -> set(parameters, (int) arguments[0], arguments[1]);
			case "setArray" -> set(parameters, (int) arguments[0], ((Array) arguments[1]).getArray());
			case "setNull" -> set(parameters, (int) arguments[0], null);
			case "getParameterMetaData" ->
				proxy(ParameterMetaData.class, (metadata, called, values) -> none(called.getReturnType()));
			case "getConnection" -> connection;
			case "executeQuery" -> result(execute(sql, parameters));
			default -> none(method.getReturnType());
		});
	}

	private List<@Nullable Object[]> execute(String sql, List<@Nullable Object> parameters) {
		return new SimulatedStatements(this.store.get()).execute(sql, parameters);
	}

	private static @Nullable Object set(List<@Nullable Object> parameters, int index, @Nullable Object value) {
		while (parameters.size() < index) {
			parameters.add(null);
		}
		parameters.set(index - 1, value);
		return null;
	}

	private static Array array(Object elements) {
		return proxy(Array.class, (self, method, arguments) -> method.getName().equals("getArray") ? elements
				: none(method.getReturnType()));
	}

	private static ResultSet result(List<@Nullable Object[]> rows) {
		int[] current = { -1 };
		boolean[] wasNull = new boolean[1];
		return proxy(ResultSet.class, (self, method, arguments) -> {
			if (method.getName().equals("next")) {
				return ++current[0] < rows.size();
			}
			if (method.getName().equals("wasNull")) {
				return wasNull[0];
			}
			if (!method.getName().startsWith("get") || arguments == null || !(arguments[0] instanceof Integer index)) {
				return none(method.getReturnType());
			}
			Object value = rows.get(current[0])[index - 1];
			wasNull[0] = value == null;
			return (value == null) ? none(method.getReturnType()) : value;
		});
	}

	private static @Nullable Object none(Class<?> type) {
		if (type == boolean.class) {
			return false;
		}
		if (type == int.class) {
			return 0;
		}
		return (type == long.class) ? (Object) 0L : null;
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

}
