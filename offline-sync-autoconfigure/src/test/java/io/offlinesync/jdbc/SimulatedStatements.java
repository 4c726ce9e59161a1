package io.offlinesync.jdbc;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.offlinesync.RecordMetadata;
import io.offlinesync.jdbc.SimulatedStore.Entry;
import io.offlinesync.jdbc.SimulatedStore.Place;
import io.offlinesync.jdbc.SimulatedStore.StoredRow;
import org.jspecify.annotations.Nullable;

/**
 * Answers the statements with which the change log and the tables are read, as PostgreSQL
 * does.
 */
final class SimulatedStatements {

	private static final Pattern TABLE = Pattern.compile("m\\.table_name = '(\\w+)'");

	private static final Pattern COLUMN = Pattern.compile("t\\.\"(\\w+)\" as ");

	private static final Pattern CONDITION = Pattern
		.compile("m\\.deleted_at is null and (.*?)( and t\\.\"uid\" > \\?)? order by");

	private static final Pattern TERM = Pattern
		.compile("t\\.\"(\\w+)\"(?: collate \"C\")? (=|>=|<=|>|<) (any \\()?\\?::\\w+(?:\\[\\]\\))?");

	private static final Map<String, Query> QUERIES = new ConcurrentHashMap<>();

	private final SimulatedStore store;

	SimulatedStatements(SimulatedStore store) {
		this.store = store;
	}

	List<@Nullable Object[]> execute(String sql, List<@Nullable Object> parameters) {
		if (sql.startsWith("with gap")) {
			return List.<@Nullable Object[]>of(open());
		}
		if (sql.startsWith("select mark from")) {
			Entry entry = this.store.log().get(new Place(number(parameters.get(0)), number(parameters.get(1))));
			return (entry != null) ? List.<@Nullable Object[]>of(new @Nullable Object[] { entry.mark() }) : List.of();
		}
		if (sql.startsWith("select xid::text, seq, mark")) {
			return changes(parameters);
		}
		if (sql.startsWith("select xid::text, seq, uid")) {
			return rights(parameters);
		}
		Query query = QUERIES.computeIfAbsent(sql, Query::of);
		return sql.contains("as offline_sync_uid") ? records(query, strings(parameters.get(0)))
				: find(query, parameters);
	}

	private @Nullable Object[] open() {
		Entry newest = this.store.log().isEmpty() ? null : this.store.log().lastEntry().getValue();
		@Nullable Object[] state = { this.store.snapshot(), this.store.generation(), Long.toString(this.store.oldest()), true,
				null, null, null };
		if (newest != null) {
			state[4] = Long.toString(newest.place().xid());
			state[5] = newest.place().seq();
			state[6] = newest.mark();
		}
		return state;
	}

	private List<@Nullable Object[]> changes(List<@Nullable Object> parameters) {
		List<Entry> found = new ArrayList<>();
		Set<String> tables = Set.copyOf(strings(parameters.get(2)));
		int limit = (int) number(parameters.get(3));
		if (!this.store.overlooksLateCommits()) {
			List<?> running = Arrays.asList((@Nullable Object[]) Objects.requireNonNull(parameters.get(0)));
			List<?> after = Arrays.asList((@Nullable Object[]) Objects.requireNonNull(parameters.get(1)));
			for (int i = 0; i < running.size(); i++) {
				long xid = number(running.get(i));
				found.addAll(this.store.log()
					.subMap(new Place(xid, number(after.get(i))), false, new Place(xid, Long.MAX_VALUE), false)
					.values()
					.stream()
					.filter((entry) -> tables.contains(entry.table()))
					.limit(limit)
					.toList());
			}
		}
		DatabaseSnapshot target = DatabaseSnapshot.parse(text(parameters.get(8)));
		Place from = new Place(number(parameters.get(4)), number(parameters.get(5)));
		Place end = new Place(number(parameters.get(6)), 0);
		if (from.compareTo(end) < 0) {
			found.addAll(this.store.log()
				.subMap(from, false, end, false)
				.values()
				.stream()
				.filter((entry) -> tables.contains(entry.table()) && target.includes(entry.place().xid()))
				.limit(limit)
				.toList());
		}
		return found.stream()
			.sorted(Comparator.comparing(Entry::place))
			.limit(limit)
			.map((entry) -> new @Nullable Object[] { Long.toString(entry.place().xid()), entry.place().seq(),
					entry.mark(), entry.table(), entry.uid(), entry.operation(), entry.before() })
			.toList();
	}

	private List<@Nullable Object[]> rights(List<@Nullable Object> parameters) {
		DatabaseSnapshot done = DatabaseSnapshot.parse(text(parameters.get(1)));
		Object user = parameters.get(2);
		return this.store.log()
			.tailMap(new Place(number(parameters.get(0)), 0), true)
			.values()
			.stream()
			.filter((entry) -> entry.table().isEmpty() && !done.includes(entry.place().xid()))
			.filter((entry) -> entry.uid() == null || user == null || entry.uid().equals(user))
			.map((entry) -> new @Nullable Object[] { Long.toString(entry.place().xid()), entry.place().seq(),
					entry.uid() })
			.toList();
	}

	private List<@Nullable Object[]> records(Query query, List<String> uids) {
		List<@Nullable Object[]> result = new ArrayList<>();
		for (String uid : uids) {
			StoredRow stored = this.store.rows(query.table).get(uid);
			List<@Nullable Object> columns = new ArrayList<>();
			columns.add(uid);
			columns.add(stored != null && stored.row() != null);
			query.addRecord(columns, stored);
			columns.add((stored != null) ? stored.image() : null);
			result.add(columns.toArray());
		}
		return result;
	}

	private List<@Nullable Object[]> find(Query query, List<@Nullable Object> parameters) {
		int terms = query.terms.size();
		String after = query.after ? text(parameters.get(terms)) : "";
		List<@Nullable Object[]> result = new ArrayList<>();
		long limit = number(parameters.get(parameters.size() - 1));
		this.store.rows(query.table).tailMap(after, false).forEach((uid, stored) -> {
			Map<String, Object> row = stored.row();
			if (row != null && !stored.metadata().deleted() && result.size() < limit
					&& query.matches(row, parameters)) {
				List<@Nullable Object> columns = new ArrayList<>();
				query.addRecord(columns, stored);
				result.add(columns.toArray());
			}
		});
		return result;
	}

	private static long number(@Nullable Object value) {
		return Long.parseLong(String.valueOf(value));
	}

	private static String text(@Nullable Object value) {
		return String.valueOf(value);
	}

	private static List<String> strings(@Nullable Object array) {
		return Arrays.stream((@Nullable Object[]) Objects.requireNonNull(array)).map(String::valueOf).toList();
	}

	/**
	 * A statement on one table.
	 */
	private record Query(String table, List<String> columns, List<Term> terms, boolean never, boolean after) {

		static Query of(String sql) {
			Matcher table = TABLE.matcher(sql);
			if (!table.find()) {
				throw new IllegalStateException("No statement that is known: " + sql);
			}
			List<String> columns = COLUMN.matcher(sql).results().map((match) -> match.group(1)).toList();
			Matcher condition = CONDITION.matcher(sql);
			if (!condition.find()) {
				return new Query(table.group(1), columns, List.of(), false, false);
			}
			List<Term> terms = TERM.matcher(condition.group(1))
				.results()
				.map((match) -> new Term(match.group(1), match.group(2)))
				.toList();
			return new Query(table.group(1), columns, terms, condition.group(1).equals("false"),
					condition.group(2) != null);
		}

		boolean matches(Map<String, Object> row, List<@Nullable Object> parameters) {
			for (int i = 0; i < this.terms.size(); i++) {
				if (!this.terms.get(i).matches(row, Objects.requireNonNull(parameters.get(i)))) {
					return false;
				}
			}
			return !this.never;
		}

		void addRecord(List<@Nullable Object> values, @Nullable StoredRow stored) {
			Map<String, Object> row = (stored != null) ? stored.row() : null;
			this.columns.forEach((column) -> values.add((row != null) ? row.get(column) : null));
			RecordMetadata metadata = (stored != null) ? stored.metadata() : RecordMetadata.NONE;
			values.add(time(metadata.createdAt()));
			values.add(time(metadata.updatedAt()));
			values.add(time(metadata.deletedAt()));
			values.add(null);
		}

		private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
			return (instant != null) ? instant.atOffset(ZoneOffset.UTC) : null;
		}

	}

	/**
	 * A comparison.
	 */
	private record Term(String column, String operator) {

		boolean matches(Map<String, Object> row, Object parameter) {
			Object value = row.get(this.column);
			if (value == null) {
				return false;
			}
			if (parameter instanceof Object[] several) {
				return Arrays.stream(several).anyMatch((one) -> one.equals(value.toString()));
			}
			int order = (value instanceof String text) ? text.compareTo(parameter.toString())
					: Long.compare(number(value), number(parameter));
			return switch (this.operator) {
				case "=" -> order == 0;
				case ">=" -> order >= 0;
				case "<=" -> order <= 0;
				case ">" -> order > 0;
				default -> order < 0;
			};
		}

	}

}
