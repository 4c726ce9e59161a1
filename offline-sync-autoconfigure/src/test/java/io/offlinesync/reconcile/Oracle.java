package io.offlinesync.reconcile;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.Decision.RowChange;
import io.offlinesync.reconcile.Decision.Verdict;

/**
 * The rules for one mutation on one record, as text: for each operation the verdict, what
 * happens to the row, and the three stamps that stand then. {@code t} is the mutation's
 * stamp, {@code T} the record's time, {@code c u d} what was stored, {@code -} no stamp,
 * {@code s} the later of t and T + 1. Counts the cells it was asked for.
 */
final class Oracle {

	private static final String LAST_WRITER_WINS = """
			nothing, t <= forgotten | EXPIRED NONE - - -      | EXPIRED NONE - - -      | UNCHANGED NONE - - -
			nothing                 | APPLIED INSERT t - -    | APPLIED INSERT - t -    | APPLIED NONE - - t
			row without metadata    | APPLIED REPLACE t - -   | APPLIED UPDATE - t -    | APPLIED DELETE - - t
			live, T < t             | APPLIED REPLACE t - -   | APPLIED UPDATE c t -    | APPLIED DELETE c u t
			live, T = t             | SUPERSEDED NONE c u -   | SUPERSEDED NONE c u -   | APPLIED DELETE c u t
			live, T > t             | SUPERSEDED NONE c u -   | SUPERSEDED NONE c u -   | SUPERSEDED NONE c u -
			deleted, T < t          | APPLIED INSERT t - -    | APPLIED INSERT c t -    | APPLIED NONE c u t
			deleted, T = t          | SUPERSEDED NONE c u d   | SUPERSEDED NONE c u d   | UNCHANGED NONE c u d
			deleted, T > t          | SUPERSEDED NONE c u d   | SUPERSEDED NONE c u d   | SUPERSEDED NONE c u d
			stale row, T < t        | APPLIED REPLACE t - -   | APPLIED REPLACE c t -   | APPLIED DELETE c u t
			stale row, T = t        | SUPERSEDED DELETE c u d | SUPERSEDED DELETE c u d | UNCHANGED DELETE c u d
			stale row, T > t        | SUPERSEDED DELETE c u d | SUPERSEDED DELETE c u d | SUPERSEDED DELETE c u d
			lost row, T < t         | APPLIED INSERT t - -    | APPLIED INSERT c t -    | APPLIED NONE c u t
			lost row, T = t         | SUPERSEDED NONE c u T   | SUPERSEDED NONE c u T   | APPLIED NONE c u T
			lost row, T > t         | SUPERSEDED NONE c u T   | SUPERSEDED NONE c u T   | SUPERSEDED NONE c u T
			""";

	private static final String RESOLVING = """
			STORED                    | SUPERSEDED NONE c u - | SUPERSEDED NONE c u - | SUPERSEDED NONE c u -
			INCOMING                  | APPLIED REPLACE s - - | APPLIED UPDATE c s -  | APPLIED DELETE c u s
			MERGED                    | APPLIED REPLACE s - - | APPLIED UPDATE c s -  | APPLIED UPDATE c s -
			STORED, same, t <= T      | SUPERSEDED NONE c u - | SUPERSEDED NONE c u - | SUPERSEDED NONE c u -
			INCOMING, same, t <= T    | SUPERSEDED NONE c u - | SUPERSEDED NONE c u - | APPLIED DELETE c u s
			MERGED, same, t <= T      | SUPERSEDED NONE c u - | SUPERSEDED NONE c u - | SUPERSEDED NONE c u -
			""";

	private final Map<String, List<String>> rows = new LinkedHashMap<>();

	private final Set<String> used = new HashSet<>();

	private Oracle(String table) {
		table.lines().forEach((line) -> {
			List<String> cells = List.of(line.split("\\|"));
			this.rows.put(cells.get(0).strip(), cells.subList(1, 4).stream().map(String::strip).toList());
		});
	}

	static Oracle lastWriterWins() {
		return new Oracle(LAST_WRITER_WINS);
	}

	static Oracle resolving() {
		return new Oracle(RESOLVING);
	}

	/**
	 * The row of the table of last writer wins that a case belongs to.
	 */
	static String serverHas(boolean row, Marks marks, int t, int forgotten) {
		int time = marks.time();
		if (time == 0) {
			if (row) {
				return "row without metadata";
			}
			return (t <= forgotten) ? "nothing, t <= forgotten" : "nothing";
		}
		String what = marks.lives() ? (row ? "live" : "lost row") : (row ? "stale row" : "deleted");
		return what + ((time < t) ? ", T < t" : (time == t) ? ", T = t" : ", T > t");
	}

	Decision decision(String row, Operation op, Marks marks, int t) {
		List<String> cells = this.rows.get(row);
		if (cells == null) {
			throw new AssertionError("No row '" + row + "' in the table");
		}
		this.used.add(row + " / " + op);
		String[] words = cells.get(op.ordinal()).split(" +");
		return new Decision(Verdict.valueOf(words[0]), RowChange.valueOf(words[1]),
				new RecordMetadata(Marks.instant(stamp(words[2], marks, t)), Marks.instant(stamp(words[3], marks, t)),
						Marks.instant(stamp(words[4], marks, t))));
	}

	private static int stamp(String word, Marks marks, int t) {
		return switch (word) {
			case "-" -> 0;
			case "t" -> t;
			case "T" -> marks.time();
			case "c" -> marks.created();
			case "u" -> marks.updated();
			case "d" -> marks.deleted();
			case "s" -> Math.max(t, (marks.time() != 0) ? marks.time() + 1 : t);
			default -> throw new AssertionError("No stamp '" + word + "'");
		};
	}

	/**
	 * The cells nobody asked for.
	 */
	Set<String> unused() {
		Set<String> unused = new TreeSet<>();
		this.rows.keySet().forEach((row) -> {
			for (Operation op : Operation.values()) {
				unused.add(row + " / " + op);
			}
		});
		unused.removeAll(this.used);
		return unused;
	}

}
