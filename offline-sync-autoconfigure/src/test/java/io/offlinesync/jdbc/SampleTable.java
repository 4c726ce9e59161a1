package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A table with columns of every kind, full of values that are easily compared wrongly.
 */
final class SampleTable {

	private static final int ROWS = 100;

	private static final List<String> TEXTS = List.of("", " ", "a", "A", "b", "B", "ab", "a b", "a-b", "z", "Z",
			"\u00e4", "a\u0308", "\u00e9", "e\u0301", "\u00df", "ss", "0", "10", "2", "-1", "\uD7FF", "\uE000",
			"\uFF5E", "\uFFFD", "\uFFFF", "\uD800\uDC00", "\uD83D\uDE00", "\uDBFF\uDFFF", "a\uE000", "a\uD83D\uDE00",
			"'", "''", "\"", "\\", "\\\"", "{", "{a,b}", "a,b", "null", "NULL", "\n", "\t", "\u0001", "%", "_", "?",
			"$1", ":x", "${x}", "'; drop table samples; --", "\"; drop table samples; --", "x' or '1'='1",
			"' || pg_sleep(10) || '");

	private static final List<String> UUIDS = List.of("00000000-0000-0000-0000-000000000000",
			"00000000-0000-0000-8000-000000000000", "00000000-0000-0000-7fff-ffffffffffff",
			"00000000-0000-0001-0000-000000000000", "7fffffff-ffff-ffff-ffff-ffffffffffff",
			"80000000-0000-0000-0000-000000000000", "abcdef01-2345-6789-abcd-ef0123456789",
			"ffffffff-ffff-ffff-ffff-ffffffffffff");

	private static final List<String> DATES = List.of("-infinity", "0044-03-15 BC", "0001-01-01", "1500-06-14",
			"1500-06-15", "1582-10-01", "1582-10-20", "1969-12-31", "1970-01-01", "2024-02-29", "2026-11-24",
			"9999-12-31", "10000-01-01", "infinity");

	private static final List<String> TIMES = List.of("00:00", "00:00:00.000001", "10:15:30", "10:15:30.123456",
			"10:15:30.123457", "10:15:30.1", "23:59:59.999999", "24:00:00");

	private static final List<Object> NUMBERS = List.of(0, 1, -1, 5, 5L, new BigDecimal("5.0"), 32767, -32768, 32768,
			2147483647, -2147483648L, 2147483648L, Long.MAX_VALUE, Long.MIN_VALUE);

	private final List<Column> columns = new ArrayList<>();

	private final TestDatabase database;

	private SampleTable(TestDatabase database) {
		this.database = database;
	}

	static SampleTable create(TestDatabase database, Random random) {
		SampleTable table = new SampleTable(database);
		table.addTexts();
		table.addNumbers();
		table.addTemporals();
		table.add("uuid", "uuid", ColumnKind.UUID, UUID.class, UUIDS, UUIDS,
				List.of(new UUID(-1, 0), "ABCDEF01-2345-6789-ABCD-EF0123456789"));
		table.add("bool", "bool", ColumnKind.BOOLEAN, boolean.class, List.of("true", "false"), List.of(true, false));
		table.fill(random);
		return table;
	}

	private void addTexts() {
		add("text", "text", ColumnKind.TEXT, String.class, TEXTS, TEXTS);
		add("varchar", "varchar(40)", ColumnKind.TEXT, String.class, TEXTS, TEXTS);
		add("c", "text collate \"C\"", ColumnKind.TEXT, String.class, TEXTS, TEXTS);
		add("english", "text collate \"en-x-icu\"", ColumnKind.TEXT, String.class, TEXTS, TEXTS);
		// This one takes a for A, and é for e with an accent.
		add("insensitive", "text collate insensitive", ColumnKind.TEXT, String.class, TEXTS, TEXTS);
		add("we\"ird ? :x {fn} -- /*", "text", ColumnKind.TEXT, String.class, TEXTS, TEXTS);
	}

	private void addNumbers() {
		List<String> longs = List.of("0", "1", "-1", "5", "9223372036854775807", "-9223372036854775808");
		add("int2", "int2", ColumnKind.INTEGER, Long.class, List.of("0", "1", "-1", "5", "32767", "-32768"), NUMBERS);
		add("int4", "int4", ColumnKind.INTEGER, Long.class, List.of("0", "1", "5", "2147483647", "-2147483648"),
				NUMBERS);
		add("int8", "int8", ColumnKind.INTEGER, long.class, longs, NUMBERS);
		add("bigInteger", "int8", ColumnKind.INTEGER, BigInteger.class, longs, NUMBERS);
		List<String> numerics = List.of("NaN", "Infinity", "-Infinity", "0", "0.00", "1", "1.0", "1.000", "0.1", "0.10",
				"-0.1", "100", "1e2", "1e300", "-1e300", "1e-300", "0.30000000000000004",
				"12345678901234567890.123456789");
		List<Object> decimals = List.of(0, 1, 0.1, 100, new BigDecimal("1.00"), new BigDecimal("0.10"),
				new BigDecimal("1e2"), new BigDecimal("1e300"), new BigDecimal("-1e300"), new BigDecimal("1e-300"),
				new BigDecimal("0.30000000000000004"), new BigDecimal("12345678901234567890.123456789"),
				new BigDecimal("12345678901234567890.12345678"), new BigInteger("12345678901234567890"));
		add("numeric", "numeric", ColumnKind.NUMERIC, BigDecimal.class, numerics, decimals);
		add("price", "numeric(12, 2)", ColumnKind.NUMERIC, BigDecimal.class, List.of("0", "1", "0.1", "-0.1", "100"),
				decimals);
		add("decimalLong", "numeric", ColumnKind.NUMERIC, Long.class, numerics, NUMBERS);
		List<String> floats = List.of("NaN", "Infinity", "-Infinity", "0", "-0", "0.1", "-0.1", "1e-45", "3.4028235e38",
				"16777216", "16777218", "1");
		List<Object> floating = List.of(0, 1, -0.0, 0.1, -0.1, 16777217, new BigDecimal("0.1"),
				new BigDecimal("0.10000000001"), new BigDecimal("1e-45"), new BigDecimal("1e-400"),
				new BigDecimal("3.4028235e38"));
		add("float4", "float4", ColumnKind.REAL, Float.class, floats, floating,
				List.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0.0f, 0.1f));
		add("float4Double", "float4", ColumnKind.REAL, Double.class, floats, floating,
				List.of(Double.NaN, Double.NEGATIVE_INFINITY));
		add("float8", "float8", ColumnKind.DOUBLE, double.class,
				List.of("NaN", "Infinity", "-Infinity", "0", "-0", "0.1", "0.30000000000000004", "5e-324",
						"1.7976931348623157e308", "9007199254740993", "1"),
				floating, List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.30000000000000004,
						9007199254740993L, new BigDecimal("1.7976931348623157e308")));
	}

	private void addTemporals() {
		List<Object> dates = List.of("0001-01-01", "1500-06-15", "1582-10-20", "1969-12-31", "1970-01-01", "2024-02-29",
				"2026-11-24", "9999-12-31");
		add("date", "date", ColumnKind.DATE, LocalDate.class, DATES, dates, List.of(LocalDate.EPOCH));
		add("time", "time", ColumnKind.TIME, LocalTime.class, TIMES,
				List.of("00:00", "10:15", "10:15:30", "10:15:30.123456", "10:15:30.1234569", "10:15:30.1",
						"23:59:59.9999999", LocalTime.MAX, LocalTime.NOON));
		List<String> dateTimes = new ArrayList<>(DATES);
		List<Object> instants = new ArrayList<>();
		for (String time : List.of("00:00:00", "10:15:30.123456", "10:15:30.123457", "23:59:59.999999")) {
			DATES.stream().filter((date) -> date.length() == 10 && date.charAt(0) != '-').forEach((date) -> {
				dateTimes.add(date + " " + time);
				instants.add(date + "T" + time);
			});
		}
		instants.add("2026-11-24T10:15:30.1234569");
		instants.add("1969-12-31T10:15:30.1234569");
		instants.add("2026-11-24T10:15");
		add("timestamp", "timestamp", ColumnKind.TIMESTAMP, LocalDateTime.class, dateTimes, instants,
				List.of(LocalDate.EPOCH.atStartOfDay()));
		List<String> utc = dateTimes.stream().map((text) -> (text.contains(":") ? text + "+00" : text)).toList();
		List<Object> zoned = instants.stream().map((text) -> (Object) (text + "Z")).toList();
		List<Object> offsets = List.of("2026-11-24T12:15:30.123456+02:00", "2026-11-23T22:15:30.1234579-12:00",
				Instant.EPOCH);
		add("timestamptz", "timestamptz", ColumnKind.TIMESTAMPTZ, Instant.class, utc, zoned, offsets);
		add("offset", "timestamptz", ColumnKind.TIMESTAMPTZ, OffsetDateTime.class, utc, zoned,
				List.of(OffsetDateTime.parse("2026-11-24T12:15:30.123456+02:00")));
	}

	private void add(String name, String definition, ColumnKind kind, Class<?> type, List<String> stored,
			List<?>... asked) {
		String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
		TestField field = new TestField(name, quoted, kind, !definition.contains("insensitive"), type);
		this.columns
			.add(new Column(field, definition, stored, List.of(asked).stream().<Object>flatMap(List::stream).toList()));
	}

	private void fill(Random random) {
		JdbcTemplate jdbc = this.database.jdbc();
		jdbc.execute(
				"create collation insensitive (provider = icu, locale = 'und-u-ks-level1', deterministic = false)");
		jdbc.execute(this.columns.stream()
			.map((column) -> column.field().column() + " " + column.definition())
			.collect(Collectors.joining(", ", "create table samples (id int primary key, ", ")")));
		String insert = this.columns.stream()
			.map((column) -> ", ?::text::" + column.field().kind().sqlType())
			.collect(Collectors.joining("", "insert into samples values (?", ")"));
		List<Object[]> rows = new ArrayList<>();
		for (int id = 0; id < ROWS; id++) {
			List<@Nullable Object> row = new ArrayList<>();
			row.add(id);
			for (Column column : this.columns) {
				int value = (id < column.stored().size()) ? id : random.nextInt(column.stored().size());
				row.add((random.nextInt(8) == 0) ? null : column.stored().get(value));
			}
			rows.add(row.toArray());
		}
		jdbc.batchUpdate(insert, rows);
		for (Column column : this.columns) {
			jdbc.execute("create index on samples (" + column.field().column() + ")");
		}
		jdbc.execute("analyze samples");
	}

	List<Column> columns() {
		return this.columns;
	}

	@Nullable FilterField field(String name) {
		return this.columns.stream()
			.map(Column::field)
			.filter((field) -> field.name().equals(name))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Read the rows.
	 * @param binary whether in the driver's binary format, instead of as text
	 * @param legacy whether dates and times come as the classes of {@code java.sql}
	 * @return by id, values by field
	 */
	Map<Integer, Map<FilterField, @Nullable Object>> rows(boolean binary, boolean legacy) throws SQLException {
		String url = this.database.url() + "?prepareThreshold=" + (binary ? -1 : 0);
		Map<Integer, Map<FilterField, @Nullable Object>> rows = new HashMap<>();
		try (Connection connection = DriverManager.getConnection(url, this.database.username(),
				this.database.password());
				PreparedStatement statement = connection.prepareStatement("select * from samples");
				ResultSet result = statement.executeQuery()) {
			while (result.next()) {
				Map<FilterField, @Nullable Object> row = new HashMap<>();
				for (int i = 0; i < this.columns.size(); i++) {
					FilterField field = this.columns.get(i).field();
					row.put(field, read(result, i + 2, field.kind(), legacy));
				}
				rows.put(result.getInt(1), row);
			}
		}
		return rows;
	}

	/**
	 * Read the rows as the change log has them that were changed in a session with odd
	 * settings.
	 * @return by id, values by field
	 */
	Map<Integer, Map<FilterField, @Nullable Object>> beforeImages() {
		Map<Integer, Map<FilterField, @Nullable Object>> rows = new HashMap<>();
		DomainApplication.start(this.database).close();
		try (DatabaseSession session = new DatabaseSession(this.database)) {
			session.jdbc().execute("""
					alter table samples add column touched bool;
					create trigger capture after update on samples referencing old table as old_rows
					  new table as new_rows for each statement
					  execute function offline_sync.capture_update('samples', 'id', 'epoch');
					create function touch() returns void language sql set timezone = 'Asia/Kathmandu'
					  set datestyle = 'SQL, DMY' set extra_float_digits = -15
					  as $$ update samples set touched = true $$""");
			session.jdbc().queryForList("select touch()");
			session.jdbc().query("select uid, before::text from offline_sync.sync_change", (change) -> {
				BeforeImage image = new BeforeImage(change.getString(2));
				Map<FilterField, @Nullable Object> row = new HashMap<>();
				for (Column column : this.columns) {
					assertThat(image.isKnown(column.field())).as(column.field().name() + " in " + change.getString(2))
						.isTrue();
					row.put(column.field(), image.value(column.field()));
				}
				rows.put(change.getInt(1), row);
			});
		}
		return rows;
	}

	private static @Nullable Object read(ResultSet result, int index, ColumnKind kind, boolean legacy)
			throws SQLException {
		return switch (kind) {
			// The driver's java.sql.Time has milliseconds only.
			case TIME -> result.getObject(index, LocalTime.class);
			case DATE -> legacy ? result.getObject(index) : result.getObject(index, LocalDate.class);
			case TIMESTAMP -> legacy ? result.getObject(index) : result.getObject(index, LocalDateTime.class);
			case TIMESTAMPTZ -> legacy ? result.getObject(index) : result.getObject(index, OffsetDateTime.class);
			default -> result.getObject(index);
		};
	}

	/**
	 * A column.
	 *
	 * @param field the field
	 * @param definition the type in the table's definition
	 * @param stored what the rows hold
	 * @param asked what conditions compare with
	 */
	record Column(TestField field, String definition, List<String> stored, List<Object> asked) {

	}

}
