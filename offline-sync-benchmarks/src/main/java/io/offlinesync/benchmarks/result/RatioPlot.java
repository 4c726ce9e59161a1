package io.offlinesync.benchmarks.result;

import java.util.List;
import java.util.Locale;

/**
 * How near each figure comes to its limit, as bars in an SVG.
 */
public final class RatioPlot {

	private static final int WIDTH = 960;

	private static final int BARS_AT = 400;

	/**
	 * As long as a bar is at the limit; there is a quarter as much room again behind it.
	 */
	private static final int LIMIT_LENGTH = 300;

	private static final double LONGEST = 1.25;

	private static final int LINE = 20;

	private static final int TOP = 58;

	private static final String STYLE = """
			<style>
			svg { color-scheme: light dark; }
			text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328;
			paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }
			.title { font-size: 15px; font-weight: 600; }
			.scenario { font-weight: 600; }
			.note { fill: #59636e; }
			.ground { fill: #ffffff; }
			.bar { fill: #2f6fbd; }
			.grid { stroke: #d1d9e0; }
			.limit { stroke: #b35900; stroke-dasharray: 4 3; }
			@media (prefers-color-scheme: dark) {
			text { fill: #f0f6fc; stroke: #0d1117; }
			.note { fill: #9198a1; }
			.ground { fill: #0d1117; }
			.bar { fill: #5a9bea; }
			.grid { stroke: #3d444d; }
			.limit { stroke: #e8a35a; }
			}
			</style>
			""";

	private final StringBuilder svg = new StringBuilder();

	private int y = TOP;

	private RatioPlot() {
	}

	/**
	 * Draw the plot.
	 * @param summaries what was measured; what has no limit is left out
	 * @return the SVG
	 */
	public static String of(List<Summary> summaries) {
		return new RatioPlot().draw(summaries.stream().filter(Summary::limited).toList());
	}

	private String draw(List<Summary> summaries) {
		String scenario = "";
		for (Summary summary : summaries) {
			Figure figure = summary.middle();
			if (!figure.scenario().equals(scenario)) {
				scenario = figure.scenario();
				this.y += LINE / 2;
				text(16, "scenario", scenario);
				this.y += LINE;
			}
			bar(figure.what(), summary);
		}
		int height = this.y + LINE;
		return """
				<svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img">
				<title>Each figure as a share of its physical limit</title>
				%3$s<rect class="ground" width="%1$d" height="%2$d"/>
				<text class="title" x="16" y="26">Share of the physical limit of the same run (longer is better)</text>
				%4$s%5$s</svg>
				""".formatted(WIDTH, height, STYLE, grid(height), this.svg);
	}

	private static String grid(int height) {
		StringBuilder grid = new StringBuilder();
		for (int percent = 0; percent <= 100; percent += 25) {
			int x = BARS_AT + percent * LIMIT_LENGTH / 100;
			grid.append("<line class=\"%s\" x1=\"%d\" x2=\"%2$d\" y1=\"%d\" y2=\"%d\"/>\n"
				.formatted((percent == 100) ? "limit" : "grid", x, TOP, height - LINE / 2))
				.append("<text class=\"note\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d %%</text>\n".formatted(x,
						TOP - 6, percent));
		}
		return grid.toString();
	}

	private void bar(String label, Summary summary) {
		double reached = summary.reached().median();
		double length = Math.min(reached, LONGEST) * LIMIT_LENGTH;
		text(28, "", label);
		this.svg.append(String.format(Locale.ROOT,
				"<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n", BARS_AT, this.y - 11,
				Math.max(length, 1), LINE - 6));
		int after = BARS_AT + (int) length + 6;
		text(after, "", Numbers.percent(reached) + "  (" + Numbers.text(summary.values().median()) + " "
				+ summary.middle().unit() + ")");
		this.y += LINE;
	}

	private void text(int x, String type, String text) {
		this.svg.append("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n".formatted(type, x, this.y, escape(text)));
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

}
