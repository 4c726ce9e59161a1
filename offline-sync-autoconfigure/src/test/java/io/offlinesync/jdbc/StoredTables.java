package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.offlinesync.jdbc.NaiveServer.Stamps;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * All that the database of the model's application holds, read by plain SQL.
 *
 * @param rows the rows
 * @param stamps the metadata
 * @param versions the row versions: {@code xmin} of rows and of metadata
 */
record StoredTables(Map<RecordKey, Map<String, Object>> rows, Map<RecordKey, Stamps> stamps,
		Map<String, String> versions) {

	private static final TypeReference<Map<String, Object>> ROW = new TypeReference<>() {
	};

	private static final TypeReference<Map<String, Long>> TIMES = new TypeReference<>() {
	};

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final String ROWS = NaiveServer.FIELDS.keySet()
		.stream()
		.map((table) -> "select '%s', %s::text, (to_jsonb(t) - '%s')::text, xmin::text from %s t".formatted(table,
				id(table), id(table), table))
		.collect(Collectors.joining(" union all "));

	static String id(String table) {
		return (table.equals("folder") || table.equals("item")) ? "uid" : "id";
	}

	static StoredTables read(JdbcTemplate jdbc) {
		return read(jdbc, (stamp) -> stamp);
	}

	/**
	 * Read everything, with each stamp as an operator makes it.
	 */
	static StoredTables read(JdbcTemplate jdbc, UnaryOperator<@Nullable Instant> stamp) {
		StoredTables read = new StoredTables(new TreeMap<>(NaiveServer::compare), new TreeMap<>(NaiveServer::compare),
				new TreeMap<>());
		jdbc.query(ROWS, (row) -> {
			RecordKey key = new RecordKey(row.getString(1), row.getString(2));
			Map<String, Object> values = new TreeMap<>();
			JSON.readValue(row.getString(3), ROW).forEach((column, value) -> values.put(field(column), value));
			read.rows.put(key, values);
			read.versions.put("row " + key, row.getString(4));
		});
		jdbc.query("select table_name, uid, created_at, updated_at, deleted_at, field_times, xmin::text "
				+ "from offline_sync.sync_metadata", (row) -> {
					RecordKey key = new RecordKey(row.getString(1), row.getString(2));
					read.stamps.put(key,
							new Stamps(stamp.apply(SqlValues.instant(row, 3)), stamp.apply(SqlValues.instant(row, 4)),
									stamp.apply(SqlValues.instant(row, 5)), times(key, row.getString(6), stamp)));
					read.versions.put("metadata " + key, row.getString(7));
				});
		return read;
	}

	private static String field(String column) {
		StringBuilder field = new StringBuilder();
		for (String part : List.of(column.split("_"))) {
			field.append(field.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
		}
		return field.toString();
	}

	/**
	 * When each field was set: the base is the time of fields without one of their own.
	 */
	private static Map<String, Instant> times(RecordKey key, @Nullable String json,
			UnaryOperator<@Nullable Instant> stamp) {
		Map<String, Instant> times = new LinkedHashMap<>();
		if (json != null) {
			Map<String, Long> stored = JSON.readValue(json, TIMES);
			Map<String, Long> own = new TreeMap<>();
			stored.forEach((column, time) -> own.put(field(column), time));
			for (String field : NaiveServer.FIELDS.get(key.table())) {
				Long time = own.getOrDefault(field, own.get(""));
				if (time != null) {
					times.put(field, Objects.requireNonNull(stamp.apply(Instant.ofEpochMilli(time))));
				}
			}
		}
		return times;
	}

}
