package io.offlinesync.proof.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.test.SeenSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * All that was committed, in the order of the commits, as PostgreSQL's write-ahead log
 * has it: nothing of the library takes part.
 */
public final class History {

	private static final String NAME = "proof";

	private final List<Commit> commits = new ArrayList<>();

	private final Map<Long, Commit> byXid = new HashMap<>();

	private final Map<RowKey, List<Commit>> byRow = new HashMap<>();

	private final PgOutput output = new PgOutput(this::add);

	/**
	 * Have the write-ahead log kept from now on.
	 * @param jdbc the database
	 * @param tables the tables that matter
	 */
	public static void begin(JdbcTemplate jdbc, String... tables) {
		jdbc.execute("create publication " + NAME + " for table " + String.join(", ", tables));
		jdbc.queryForList("select pg_create_logical_replication_slot(?, 'pgoutput')", NAME);
	}

	/**
	 * Learn what was committed since this was called last.
	 * @param jdbc the database
	 */
	public void read(JdbcTemplate jdbc) {
		jdbc.query("""
				select data from pg_logical_slot_get_binary_changes(?, null, null,
				  'proto_version', '1', 'publication_names', ?)""", (row) -> {
			this.output.message(row.getBytes(1));
		}, NAME, NAME);
	}

	private void add(Commit commit) {
		this.commits.add(commit);
		this.byXid.put(commit.xid(), commit);
		commit.rows()
			.keySet()
			.forEach((key) -> this.byRow.computeIfAbsent(key, (any) -> new ArrayList<>()).add(commit));
	}

	/**
	 * All commits.
	 * @return the commits, in order
	 */
	public List<Commit> commits() {
		return this.commits;
	}

	/**
	 * The rows that were ever written.
	 * @return their keys
	 */
	public Set<RowKey> keys() {
		return this.byRow.keySet();
	}

	/**
	 * A transaction's commit.
	 * @param xid the transaction
	 * @return the commit, or {@literal null} if it wrote nothing or was not committed
	 */
	public @Nullable Commit ofTransaction(long xid) {
		return this.byXid.get(xid);
	}

	/**
	 * The commits that wrote a row.
	 * @param key the row
	 * @return the commits, in order
	 */
	public List<Commit> of(RowKey key) {
		return this.byRow.getOrDefault(key, List.of());
	}

	/**
	 * A row as a snapshot has it.
	 * @param key the row
	 * @param snapshot the snapshot
	 * @param at a time when it had been taken
	 * @return the row, or {@literal null} if there is none
	 */
	public Commit.@Nullable Row in(SeenSnapshot snapshot, Instant at, RowKey key) {
		// Who writes a row holds it until the commit: the last one that is visible is it.
		List<Commit> own = of(key);
		for (int i = own.size() - 1; i >= 0; i--) {
			if (sees(snapshot, at, own.get(i))) {
				return own.get(i).rows().get(key);
			}
		}
		return null;
	}

	/**
	 * A row as it was when a commit came.
	 * @param key the row
	 * @param position the commit's position
	 * @return the row just before it, or {@literal null} if there was none
	 */
	public Commit.@Nullable Row before(int position, RowKey key) {
		List<Commit> own = of(key);
		for (int i = own.size() - 1; i >= 0; i--) {
			if (own.get(i).position() < position) {
				return own.get(i).rows().get(key);
			}
		}
		return null;
	}

	/**
	 * Who wrote a row, for people to read.
	 * @param key the row
	 * @return the last transactions that did, and when
	 */
	public List<String> describe(RowKey key) {
		List<Commit> own = of(key);
		return own.subList(Math.max(0, own.size() - 10), own.size())
			.stream()
			.map((commit) -> commit.xid() + " at " + commit.at())
			.toList();
	}

	/**
	 * The last row.
	 * @param key the row
	 * @return the row, or {@literal null} if there is none
	 */
	public Commit.@Nullable Row last(RowKey key) {
		return before(Integer.MAX_VALUE, key);
	}

	/**
	 * Where a snapshot lies in the order of commits.
	 * @param snapshot the snapshot
	 * @param at a time when it had been taken
	 * @return the position of the first commit that it does not have
	 */
	public int firstUnseen(SeenSnapshot snapshot, Instant at) {
		for (int i = this.commits.size() - 1; i >= 0; i--) {
			if (sees(snapshot, at, this.commits.get(i))) {
				return firstUnseen(snapshot, at, i);
			}
		}
		return 0;
	}

	private int firstUnseen(SeenSnapshot snapshot, Instant at, int last) {
		// Commits come into snapshots nearly in the order of the log.
		int first = last + 1;
		for (int i = last; i >= 0 && i > last - 200; i--) {
			if (!sees(snapshot, at, this.commits.get(i))) {
				first = i;
			}
		}
		return first;
	}

	private static boolean sees(SeenSnapshot snapshot, Instant at, Commit commit) {
		return snapshot.contains(commit.xid()) && !commit.at().isAfter(at);
	}

}
