package io.offlinesync.stomp;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamChange.Key;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What SQL says of the synced tables, in the form in which clients hold it.
 */
final class SyncedRows {

	private static final String TODO = """
			select uid::text, json_build_object('uid', uid, 'listUid', list_uid, 'title', title, 'done', done,
			  'priority', priority, 'dueAt', due_at)::text from todo where\s""";

	private static final String TODO_LIST = """
			select uid::text, json_build_object('uid', uid, 'name', name)::text from todo_list where\s""";

	private static final String NOTE = """
			select id, json_build_object('id', id, 'title', title, 'body', body, 'color', color)::text from note where\s""";

	private static final String METADATA = """
			select table_name, uid, created_at, updated_at, deleted_at from offline_sync.sync_metadata""";

	private final JdbcTemplate jdbc;

	SyncedRows(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/** To-dos that fulfil a condition, which have no {@code dueAt}. */
	Supplier<Map<String, String>> todos(String condition, Object... arguments) {
		return rows(TODO + condition, arguments);
	}

	Supplier<Map<String, String>> lists() {
		return rows(TODO_LIST + "true");
	}

	Supplier<Map<String, String>> notes() {
		return rows(NOTE + "true");
	}

	private Supplier<Map<String, String>> rows(String sql, Object... arguments) {
		return () -> {
			Map<String, String> rows = new LinkedHashMap<>();
			this.jdbc.query(sql, (row) -> {
				rows.put(row.getString(1), row.getString(2));
			}, arguments);
			return rows;
		};
	}

	/** Compare the stamps that a stream told with those in the database. */
	void assertStamps(Collection<StreamChange> changes) {
		Map<Key, List<@Nullable Instant>> stored = new HashMap<>();
		this.jdbc.query(METADATA, (row) -> {
			List<@Nullable Instant> stamps = new ArrayList<>();
			for (String column : new String[] { "created_at", "updated_at", "deleted_at" }) {
				Timestamp stamp = row.getTimestamp(column);
				stamps.add((stamp != null) ? stamp.toInstant() : null);
			}
			stored.put(new Key(row.getString("table_name"), row.getString("uid")), stamps);
		});
		assertThat(changes).allSatisfy((change) -> assertThat(stamps(change)).isEqualTo(stored.get(change.key())));
	}

	private static List<@Nullable Instant> stamps(StreamChange change) {
		JsonNode metadata = Objects.requireNonNull(change.metadata());
		List<@Nullable Instant> stamps = new ArrayList<>();
		for (String name : new String[] { "createdAt", "updatedAt", "deletedAt" }) {
			stamps.add(metadata.get(name).isNull() ? null : Instant.parse(metadata.get(name).stringValue()));
		}
		return stamps;
	}

}
