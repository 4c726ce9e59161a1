package io.offlinesync.testsupport;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source that remembers which statements were executed. A batch counts as one, as
 * do all fetches from a cursor.
 */
public final class CountingDataSource extends DelegatingDataSource implements Closeable {

	private final List<String> statements = new CopyOnWriteArrayList<>();

	public CountingDataSource(DataSource target) {
		super(target);
	}

	/**
	 * The statements executed since the last call.
	 * @return the statements
	 */
	public List<String> take() {
		List<String> taken = List.copyOf(this.statements);
		this.statements.clear();
		return taken;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return proxy(Connection.class, super.getConnection(), null);
	}

	@SuppressWarnings("unchecked")
	private <T> T proxy(Class<T> type, T target, @Nullable String sql) {
		return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> {
					if (method.getName().startsWith("execute")) {
						add((sql != null) ? sql : (String) arguments[0]);
					}
					try {
						Object result = method.invoke(target, arguments);
						if (method.getName().startsWith("prepare")) {
							return proxy(PreparedStatement.class, (PreparedStatement) result, (String) arguments[0]);
						}
						return method.getName().equals("createStatement")
								? proxy(Statement.class, (Statement) result, null) : result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	private void add(String sql) {
		// Sent by a thread of its own, now and then.
		if (!sql.contains("pg_notify")) {
			this.statements.add(sql);
		}
	}

	@Override
	public void close() throws IOException {
		if (getTargetDataSource() instanceof Closeable closeable) {
			closeable.close();
		}
	}

}
