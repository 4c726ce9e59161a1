package io.offlinesync.benchmarks.result;

import java.util.ArrayList;
import java.util.List;

/**
 * Results as a table, which can be read as it is, too.
 */
public final class MarkdownTable {

	private static final List<String> HEADERS = List.of("scenario", "what", "figure", "min–max", "limit",
			"of the limit", "remark");

	private MarkdownTable() {
	}

	/**
	 * Write the table.
	 * @param summaries what was measured
	 * @return Markdown, each line with its end
	 */
	public static String of(List<Summary> summaries) {
		List<List<String>> rows = new ArrayList<>(List.of(HEADERS));
		summaries
			.forEach((summary) -> rows.add(row(summary).stream().map((cell) -> cell.replace("|", "\\|")).toList()));
		int[] widths = new int[HEADERS.size()];
		for (List<String> row : rows) {
			for (int i = 0; i < widths.length; i++) {
				widths[i] = Math.max(widths[i], row.get(i).length());
			}
		}
		StringBuilder table = new StringBuilder();
		line(table, rows.get(0), widths, ' ');
		line(table, HEADERS.stream().map((header) -> "").toList(), widths, '-');
		rows.subList(1, rows.size()).forEach((row) -> line(table, row, widths, ' '));
		return table.toString();
	}

	private static List<String> row(Summary summary) {
		Figure middle = summary.middle();
		Spread values = summary.values();
		return List
			.of("`" + middle.scenario() + "`", middle.what(), Numbers.text(values.median()) + " " + middle.unit(),
					(summary.figures().size() > 1) ? Numbers.text(values.min()) + "–" + Numbers.text(values.max()) : "",
					(middle.limit() != null) ? middle.limit().what() + ": " + Numbers.text(summary.limits().median())
							+ " " + middle.unit() : "",
					summary.limited() ? Numbers.percent(summary.reached().median()) : "", middle.remark());
	}

	private static void line(StringBuilder table, List<String> cells, int[] widths, char padding) {
		for (int i = 0; i < widths.length; i++) {
			table.append((i > 0) ? " | " : "| ")
				.append(cells.get(i))
				.append(String.valueOf(padding).repeat(widths[i] - cells.get(i).length()));
		}
		table.append(" |\n");
	}

}
