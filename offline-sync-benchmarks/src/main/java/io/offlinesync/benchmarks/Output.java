package io.offlinesync.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import io.offlinesync.benchmarks.result.Machine;
import io.offlinesync.benchmarks.result.MarkdownTable;
import io.offlinesync.benchmarks.result.MarkedPart;
import io.offlinesync.benchmarks.result.RatioPlot;

/**
 * The files that the results are written to.
 */
final class Output {

	private static final String PLOT = "benchmarks.svg";

	private final Machine machine = Machine.here();

	private final Settings settings;

	private final Report report;

	/**
	 * Look at the machine as it is before anything is measured.
	 * @param settings where the files are to be
	 * @param report has the results
	 */
	Output(Settings settings, Report report) {
		this.settings = settings;
		this.report = report;
		String update = settings.text("update");
		if (!update.isEmpty() && !Files.isRegularFile(Path.of(update))) {
			throw new IllegalArgumentException("There is no " + update + " to update");
		}
	}

	/**
	 * Write what was measured until now.
	 */
	void write() throws IOException {
		Path directory = Files.createDirectories(Path.of(this.settings.text("output")));
		Files.writeString(directory.resolve("benchmarks.md"), "# Benchmarks\n\n" + markdown(PLOT));
		Files.writeString(directory.resolve(PLOT), plot());
	}

	/**
	 * Update the document that was named, if one was, and the plot beside it.
	 */
	void update() throws IOException {
		if (this.settings.text("update").isEmpty()) {
			return;
		}
		Path document = Path.of(this.settings.text("update")).toAbsolutePath();
		Files.writeString(document, MarkedPart.replace(Files.readString(document), markdown("images/" + PLOT)));
		Path images = Files.createDirectories(document.resolveSibling("images"));
		Files.writeString(images.resolve(PLOT), plot());
	}

	String table() {
		return MarkdownTable.of(this.report.summaries());
	}

	private String plot() {
		return RatioPlot.of(this.report.summaries());
	}

	private String markdown(String plot) {
		return """
				- **Date:** %s
				- **Machine:** %s, shared by clients, server and PostgreSQL
				- **Server:** %s
				- **Settings:** %s

				%s
				![How near each figure comes to its limit](%s)
				""".formatted(LocalDate.now(ZoneOffset.UTC), this.machine, this.report.database(), settingsText(),
				table(), plot);
	}

	private String settingsText() {
		List<String> names = List.of("rows", "metadata", "warm-up", "seconds", "runs", "repeat", "clients",
				"subscribers", "scopes", "connections", "sizes", "writes", "server-options");
		return names.stream()
			.filter((name) -> !this.settings.text(name).isEmpty())
			.map((name) -> "`--" + name + "=" + this.settings.text(name) + "`")
			.reduce((left, right) -> left + " " + right)
			.orElse("");
	}

}
