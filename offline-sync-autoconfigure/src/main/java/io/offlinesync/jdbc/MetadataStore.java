package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.FieldTimes;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The table {@code sync_metadata}: who wins.
 */
final class MetadataStore {

	private final JdbcTemplate jdbc;

	private final String lock;

	private final String insert;

	private final String add;

	private final String upsert;

	private final String reset;

	private final String clean;

	private final String logAgain;

	MetadataStore(JdbcTemplate jdbc, SchemaNames schema) {
		this.jdbc = jdbc;
		String keys = "select * from unnest(?::text[], ?::text[]) as k (table_name, uid)";
		this.lock = """
				select table_name, uid, created_at, updated_at, deleted_at, field_times from %s
				where (table_name, uid) in (%s) order by table_name, uid for update""".formatted(schema.metadata(),
				keys);
		this.insert = """
				insert into %s (table_name, uid) %s
				order by k.table_name collate "C", k.uid collate "C" on conflict do nothing
				returning table_name, uid""".formatted(schema.metadata(), keys);
		String stamps = """
				insert into %s as m (table_name, uid, created_at, updated_at, deleted_at, field_times)
				select * from unnest(?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::jsonb[])
				  as k (table_name, uid, created_at, updated_at, deleted_at, field_times)
				"""
			.formatted(schema.metadata());
		this.add = stamps + """
				order by k.table_name collate "C", k.uid collate "C" on conflict do nothing""";
		// What was added first, and capture then left alone, costs a look only.
		this.upsert = stamps + """
				where (select x.xid = pg_current_xact_id() and (x.created_at, x.updated_at, x.deleted_at, x.field_times)
				    is not distinct from (k.created_at, k.updated_at, k.deleted_at, k.field_times)
				  from %s x where x.table_name = k.table_name and x.uid = k.uid limit 1) is not true
				on conflict (table_name, uid) do update set created_at = excluded.created_at,
				  updated_at = excluded.updated_at, deleted_at = excluded.deleted_at,
				  field_times = excluded.field_times, xid = greatest(m.xid, excluded.xid)"""
			.formatted(schema.metadata());
		this.reset = """
				update %s set created_at = null, updated_at = null, deleted_at = null, field_times = null
				where (table_name, uid) in (%s) and xid = pg_current_xact_id()""".formatted(schema.metadata(), keys);
		this.clean = """
				delete from %s where (table_name, uid) in (%s)
				and created_at is null and updated_at is null and deleted_at is null""".formatted(schema.metadata(),
				keys);
		this.logAgain = """
				insert into %1$s (table_name, uid, operation, before)
				select distinct on (m.table_name, m.uid) m.table_name, m.uid, c.operation, c.before from %2$s m
				join %1$s c on c.xid = m.xid and c.table_name = m.table_name and c.uid = m.uid
				where (m.table_name, m.uid) in (%3$s) and c.operation = 'delete'
				order by m.table_name, m.uid, c.seq desc""".formatted(schema.change(), schema.metadata(), keys);
	}

	/**
	 * Lock the metadata of records and read it.
	 * @param keys the records
	 * @return what is stored, without those of which nothing is
	 */
	Map<RecordKey, Stored> lock(Set<RecordKey> keys) {
		Map<RecordKey, Stored> found = new HashMap<>();
		read(keys, found);
		return found;
	}

	/**
	 * Lock the metadata of records and read it; where there is none, a placeholder
	 * without stamps is put and locked.
	 * @param keys the records
	 * @return what is stored, one entry for each
	 */
	Map<RecordKey, Stored> reserve(Set<RecordKey> keys) {
		Map<RecordKey, Stored> found = lock(keys);
		Set<RecordKey> missing = without(keys, found.keySet());
		while (!missing.isEmpty()) {
			this.jdbc.query(this.insert, (row) -> {
				found.put(new RecordKey(row.getString(1), row.getString(2)), Stored.NOTHING);
			}, arrays(missing));
			missing = without(missing, found.keySet());
			if (!missing.isEmpty()) {
				// What others put there at the same time. Until it is read, they may
				// take it away again, and then nothing is locked yet.
				read(missing, found);
				missing = without(missing, found.keySet());
			}
		}
		return found;
	}

	private void read(Set<RecordKey> keys, Map<RecordKey, Stored> found) {
		this.jdbc.query(this.lock, (row) -> {
			found.put(new RecordKey(row.getString(1), row.getString(2)),
					new Stored(SqlValues.metadata(row, 3), FieldTimesJson.read(row.getString(6))));
		}, arrays(keys));
	}

	private static Set<RecordKey> without(Set<RecordKey> keys, Set<RecordKey> others) {
		Set<RecordKey> rest = new LinkedHashSet<>(keys);
		rest.removeAll(others);
		return rest;
	}

	/**
	 * Store metadata of records that have none, and thereby lock them. If others have
	 * been faster, there are placeholders where they have not.
	 * @param entries what to store
	 * @return whether nobody was faster
	 */
	boolean add(Map<RecordKey, Stored> entries) {
		boolean all = this.jdbc.update(this.add, parameters(entries)) == entries.size();
		if (!all) {
			this.jdbc.update(this.reset, arrays(entries.keySet()));
		}
		return all;
	}

	/**
	 * Store metadata of records that are locked.
	 * @param entries what to store
	 */
	void store(Map<RecordKey, Stored> entries) {
		this.jdbc.update(this.upsert, parameters(entries));
	}

	/**
	 * Log the deletion of records once more, before their tombstones move: by its entry
	 * in the log is known whose a record was.
	 * @param keys the records, which are locked
	 */
	void logAgain(Collection<RecordKey> keys) {
		this.jdbc.update(this.logAgain, arrays(keys));
	}

	private static Object[] parameters(Map<RecordKey, Stored> entries) {
		List<RecordMetadata> stamps = entries.values().stream().map(Stored::metadata).toList();
		List<Object> parameters = new ArrayList<>(List.of(arrays(entries.keySet())));
		parameters.add(stamps(stamps, RecordMetadata::createdAt));
		parameters.add(stamps(stamps, RecordMetadata::updatedAt));
		parameters.add(stamps(stamps, RecordMetadata::deletedAt));
		parameters.add(SqlValues.array("text",
				entries.values().stream().map((entry) -> FieldTimesJson.write(entry.times())).toList()));
		return parameters.toArray();
	}

	private static Object stamps(List<RecordMetadata> entries, Function<RecordMetadata, @Nullable Instant> stamp) {
		return SqlValues.array("text", entries.stream().map((entry) -> SqlValues.text(stamp.apply(entry))).toList());
	}

	/**
	 * Remove the placeholders of records that came to nothing.
	 * @param keys the records
	 */
	void removePlaceholders(Collection<RecordKey> keys) {
		this.jdbc.update(this.clean, arrays(keys));
	}

	private static Object[] arrays(Collection<RecordKey> keys) {
		return new Object[] { SqlValues.array("text", keys.stream().map(RecordKey::table).toList()),
				SqlValues.array("text", keys.stream().map(RecordKey::uid).toList()) };
	}

	/**
	 * What is stored of a record.
	 *
	 * @param metadata the stamps
	 * @param times when each column was set, or {@literal null}
	 */
	record Stored(RecordMetadata metadata, @Nullable FieldTimes times) {

		static final Stored NOTHING = new Stored(RecordMetadata.NONE, null);

	}

}
