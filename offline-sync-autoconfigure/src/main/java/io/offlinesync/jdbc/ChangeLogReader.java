package io.offlinesync.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import io.offlinesync.jdbc.LogPosition.Mark;
import io.offlinesync.jdbc.LogPosition.Partial;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Reads the change log and the synced tables in one snapshot of the database.
 */
public final class ChangeLogReader {

	private final JdbcTemplate jdbc;

	private final ChangeLogSql sql;

	private final SyncedTables tables;

	private final DatabaseSnapshot snapshot;

	private final String generation;

	private final long oldest;

	private final @Nullable Mark newest;

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
	 * Where somebody stands who knows the whole snapshot.
	 * @return the position
	 */
	public LogPosition end() {
		return new LogPosition(this.generation, this.snapshot, null, this.newest);
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
			position = read(position, new Partial(this.snapshot, 0, 0), names, limit - changes.size(), changes);
		}
		return new LoggedChanges(changes, (position.partial() == null) ? end() : position);
	}

	private LogPosition read(LogPosition from, Partial place, Collection<String> names, int limit,
			List<LoggedChange> changes) {
		Mark[] last = { from.last() };
		int[] count = { 0 };
		if (limit > 0) {
			this.jdbc.query(this.sql.changes(), (row) -> {
				count[0]++;
				last[0] = new Mark(Long.parseLong(row.getString(1)), row.getLong(2), row.getLong(3));
				changes.add(change(last[0].xid(), row));
			}, parameters(from.done(), place, names, limit));
		}
		if (count[0] < limit) {
			return new LogPosition(this.generation, place.target(), null, last[0]);
		}
		return new LogPosition(this.generation, from.done(),
				(count[0] > 0) ? new Partial(place.target(), last[0].xid(), last[0].seq()) : place, last[0]);
	}

	private static Object[] parameters(DatabaseSnapshot done, Partial place, Collection<String> names, int limit) {
		String xid = Long.toString(place.xid());
		String target = place.target().toString();
		Object tables = SqlValues.array("text", names);
		return new Object[] { done.runningArray(), xid, place.seq(), tables, target, limit, Long.toString(done.xmax()),
				Long.toString(place.target().xmax()), xid, place.seq(), tables, target, limit, limit };
	}

	private static LoggedChange change(long xid, ResultSet row) throws SQLException {
		String before = row.getString(7);
		return new LoggedChange(xid, row.getString(4), row.getString(5),
				LoggedChange.Kind.valueOf(row.getString(6).toUpperCase(Locale.ROOT)),
				(before != null) ? new BeforeImage(before) : null);
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
	 * Read some of the living records that fulfil a condition, in the order of their ids.
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
