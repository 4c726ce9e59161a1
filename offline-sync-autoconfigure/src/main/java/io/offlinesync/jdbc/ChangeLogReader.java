package io.offlinesync.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.offlinesync.jdbc.LogPosition.Mark;
import io.offlinesync.jdbc.LogPosition.Partial;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Reads the change log and the synced tables in one snapshot of the database.
 */
public final class ChangeLogReader {

	private static final int FETCH_SIZE = 256;

	/** Of all rows before their changes, in characters. */
	private static final long MAX_LENGTH = 4 << 20;

	private final JdbcTemplate jdbc;

	private final ChangeLogSql sql;

	private final SyncedTables tables;

	private final DatabaseSnapshot snapshot;

	private final String generation;

	private final long oldest;

	private final @Nullable Mark newest;

	private final DatabaseSnapshot logged;

	private ChangeLogReader(JdbcTemplate jdbc, ChangeLogSql sql, SyncedTables tables, ResultSet state)
			throws SQLException {
		this.jdbc = jdbc;
		this.sql = sql;
		this.tables = tables;
		this.snapshot = DatabaseSnapshot.parse(state.getString(1));
		this.generation = state.getString(2);
		this.oldest = Long.parseLong(state.getString(3));
		if (!state.getBoolean(4)) {
			throw new OtherHistoryException();
		}
		String xid = state.getString(5);
		this.newest = (xid != null) ? new Mark(Long.parseLong(xid), state.getLong(6), state.getLong(7)) : null;
		this.logged = this.snapshot.upTo((this.newest != null) ? this.newest.xid() : Math.max(this.oldest - 1, 0));
	}

	static ChangeLogReader open(JdbcTemplate jdbc, ChangeLogSql sql, SyncedTables tables) {
		ChangeLogReader reader = jdbc.query(sql.open(),
				(state) -> state.next() ? new ChangeLogReader(jdbc, sql, tables, state) : null);
		if (reader == null) {
			throw new IllegalStateException("The table sync_state is empty: it has to hold one row");
		}
		return reader;
	}

	/**
	 * The snapshot that is read.
	 * @return the snapshot
	 */
	public DatabaseSnapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * Where somebody stands who knows the whole snapshot. The position goes no further
	 * than the log does.
	 * @return the position
	 */
	public LogPosition end() {
		return new LogPosition(this.generation, this.logged, null, this.newest);
	}

	/**
	 * Whether the log still has all that comes after a position.
	 * @param position a position, perhaps of another history
	 * @return {@literal false} if something may be missing
	 */
	public boolean reachesBackTo(LogPosition position) {
		return position.generation().equals(this.generation) && position.done().xmin() >= this.oldest
				&& !hasLost(position);
	}

	/**
	 * Whether a position has seen what the database has not: then the database has lost
	 * it, without getting another history that could be noticed.
	 * @param position a position
	 * @return {@literal true} if it is of this generation, and ahead or of other changes
	 */
	public boolean hasLost(LogPosition position) {
		return position.generation().equals(this.generation) && (isAhead(position) || !hasMark(position.last()));
	}

	private boolean isAhead(LogPosition position) {
		return !position.bound().isIncludedIn(this.snapshot);
	}

	private boolean hasMark(@Nullable Mark last) {
		if (last == null || last.xid() < this.oldest) {
			return true;
		}
		List<Long> found = this.jdbc.query(this.sql.mark(), (row, index) -> row.getLong(1), Long.toString(last.xid()),
				last.seq());
		return found.equals(List.of(last.mark()));
	}

	/**
	 * Read what comes after a position, as far as the snapshot.
	 * @param from the position, of this generation
	 * @param names the tables that matter
	 * @param limit how many changes at most
	 * @return the changes; if they reach the snapshot, their end is {@link #end()}
	 */
	public LoggedChanges changes(LogPosition from, Collection<String> names, int limit) {
		List<LoggedChange> changes = new ArrayList<>();
		LogPosition position = from;
		if (position.partial() != null) {
			position = read(position, position.partial(), names, limit, changes);
		}
		if (position.partial() == null) {
			position = read(position, new Partial(this.logged, 0, 0), names, limit - changes.size(), changes);
		}
		return new LoggedChanges(changes, (position.partial() == null) ? end() : position);
	}

	private LogPosition read(LogPosition from, Partial place, Collection<String> names, int limit,
			List<LoggedChange> changes) {
		List<LoggedChange> read = new ArrayList<>();
		Mark[] last = { from.last() };
		boolean all = limit > 0 && read(from, place, names, limit, (row) -> {
			last[0] = new Mark(Long.parseLong(row.getString(1)), row.getLong(2), row.getLong(3));
			read.add(change(last[0], row));
		});
		changes.addAll(read);
		if (all) {
			return new LogPosition(this.generation, place.target(), null, last[0]);
		}
		return new LogPosition(this.generation, from.done(), (last[0] != null && !read.isEmpty())
				? new Partial(place.target(), last[0].xid(), last[0].seq()) : place, last[0]);
	}

	/**
	 * Read no more than fits the memory.
	 * @return whether that was all there is
	 */
	private boolean read(LogPosition from, Partial place, Collection<String> names, int limit,
			RowCallbackHandler handler) {
		return Boolean.TRUE.equals(this.jdbc.query((connection) -> {
			PreparedStatement statement = connection.prepareStatement(this.sql.changes());
			statement.setFetchSize(FETCH_SIZE);
			return statement;
		}, new ArgumentPreparedStatementSetter(parameters(from.done(), place, names, limit)), (rows) -> {
			int count = 0;
			long length = 0;
			while (rows.next()) {
				handler.processRow(rows);
				String before = rows.getString(7);
				length += (before != null) ? before.length() : 0;
				if (++count == limit || length > MAX_LENGTH) {
					return false;
				}
			}
			return true;
		}));
	}

	private static Object[] parameters(DatabaseSnapshot done, Partial place, Collection<String> names, int limit) {
		List<Long> running = done.running()
			.filter((xid) -> xid >= place.xid())
			.filter(place.target()::includes)
			.boxed()
			.toList();
		List<Long> after = running.stream().map((xid) -> (xid == place.xid()) ? place.seq() : 0L).toList();
		boolean begun = place.xid() >= done.xmax();
		Object tables = SqlValues.array("text", names);
		return new Object[] { SqlValues.array("text", running), SqlValues.array("int8", after), tables, limit,
				Long.toString(begun ? place.xid() : done.xmax()), begun ? place.seq() : 0L,
				Long.toString(place.target().xmax()), tables, place.target().toString(), limit, limit };
	}

	private static LoggedChange change(Mark place, ResultSet row) throws SQLException {
		String before = row.getString(7);
		return new LoggedChange(place.xid(), place.seq(), row.getString(4), row.getString(5),
				LoggedChange.Kind.valueOf(row.getString(6).toUpperCase(Locale.ROOT)),
				(before != null) ? new BeforeImage(before) : null);
	}

	/**
	 * Look for changes of rights that come after a position, as far as the snapshot.
	 * @param from the position, of this generation
	 * @param user the user whose rights matter, or {@literal null} for those of all users
	 * @return the changes; where the position lies between two snapshots, from the first
	 */
	public Set<RightsChange> rightsChanges(LogPosition from, @Nullable String user) {
		return Set.copyOf(this.jdbc.query(this.sql.rights(),
				(row, index) -> new RightsChange(Long.parseLong(row.getString(1)), row.getLong(2), row.getString(3)),
				Long.toString(from.done().xmin()), from.done().toString(), user, user));
	}

	/**
	 * Read records as the snapshot has them.
	 * @param table the table's name
	 * @param uids the records
	 * @return the records, one for each uid, living or not
	 */
	public List<CurrentRecord> records(String table, Collection<String> uids) {
		return this.tables.named(table).currentRecords(uids);
	}

	/**
	 * Read some of the records that fulfil a condition, in the order of their ids. A few
	 * may not live.
	 * @param table the table's name
	 * @param where the condition
	 * @param after the uid after which to go on, or {@literal null}
	 * @param limit how many at most
	 * @return the records
	 */
	public List<CurrentRecord> page(String table, BoundWhere where, @Nullable String after, int limit) {
		return this.tables.named(table).currentRecords(where, after, limit);
	}

}
