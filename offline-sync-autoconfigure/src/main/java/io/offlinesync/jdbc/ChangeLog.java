package io.offlinesync.jdbc;

import java.security.Principal;
import java.util.function.Function;

import javax.sql.DataSource;

import io.offlinesync.SyncException;
import io.offlinesync.Where;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The change log and the synced tables, read together in one snapshot of the database.
 */
public final class ChangeLog {

	private static final String BEGIN = "set transaction isolation level repeatable read, read only;"
			+ " set local jit = off; set local statement_timeout = ";

	private final StatementTimeout timeout;

	private final String begin;

	private final SyncedTables tables;

	private final JdbcTemplate jdbc;

	private final ChangeLogSql sql;

	private final DatabaseHistory history;

	private final TransactionTemplate transaction;

	ChangeLog(SyncedTables tables, DataSource dataSource, SchemaNames schema, DatabaseHistory history,
			StatementTimeout timeout) {
		this.tables = tables;
		this.jdbc = new JdbcTemplate(dataSource);
		this.sql = new ChangeLogSql(schema);
		this.history = history;
		this.timeout = timeout;
		this.begin = BEGIN + timeout.millis();
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
	}

	/**
	 * Bind a condition to a table.
	 * @param table the table's name
	 * @param where the condition
	 * @return the bound condition
	 * @throws SyncException if there is no such table, or the condition does not fit it
	 */
	public BoundWhere bind(String table, Where where) {
		return this.tables.named(table).filters().bind(where);
	}

	/**
	 * What a user may read as of now. Policies are asked once for each table.
	 * @param user the user, or {@literal null} if anonymous
	 * @return what limits conditions to that
	 */
	public Limits limits(@Nullable Principal user) {
		UserAccess access = UserAccess.of(user);
		return (table, where) -> access.limit(this.tables.named(table), where);
	}

	/**
	 * Whether what may be read of a table depends on the user.
	 * @param table the table's name
	 * @return {@literal false} if it has no policy
	 */
	public boolean isLimited(String table) {
		return this.tables.named(table).isLimited();
	}

	/**
	 * Whether a text may be the uid of a record.
	 * @param table the table's name
	 * @param uid the text
	 * @return {@literal false} if no record of the table can have it
	 */
	public boolean isUid(String table, String uid) {
		return this.tables.named(table).model().idType().read(uid) != null;
	}

	/**
	 * Since when the changes of a table are logged without a gap.
	 * @param table the table's name
	 * @return what is another text after every gap
	 */
	public String epoch(String table) {
		return this.tables.named(table).epoch();
	}

	/**
	 * Read in one snapshot of the database.
	 * @param <R> the result's type
	 * @param work what to read
	 * @return the result
	 */
	public <R> R read(Function<ChangeLogReader, R> work) {
		try {
			return attempt(work);
		}
		catch (OtherHistoryException ex) {
			this.timeout.limit(() -> {
				this.history.check();
				return true;
			});
			return attempt(work);
		}
	}

	/**
	 * Begin a new generation, since the database lacks transactions that it had.
	 * @param generation the generation in which that was noticed
	 */
	public void lost(String generation) {
		this.timeout.limit(() -> {
			this.history.renew(generation);
			return true;
		});
	}

	private <R> R attempt(Function<ChangeLogReader, R> work) {
		return this.transaction.execute((status) -> {
			// Asking Spring for it would cost three round trips, and data sources that
			// route by it would read from a standby, whose snapshots lack what is
			// running.
			this.jdbc.execute(this.begin);
			return work.apply(ChangeLogReader.open(this.jdbc, this.sql, this.tables));
		});
	}

}
