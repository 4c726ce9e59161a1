package io.offlinesync.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

import io.offlinesync.benchmarks.profile.HotMethods;
import io.offlinesync.benchmarks.result.Figure;
import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.Machine;
import io.offlinesync.benchmarks.result.Results;
import io.offlinesync.benchmarks.result.Summary;
import io.offlinesync.benchmarks.result.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Prints figures and what they depend on, and keeps them.
 */
final class Report {

	private static final int METHODS_SHOWN = 12;

	private final PrintStream out;

	private final Results results = new Results();

	private final Servers servers = new Servers();

	private String scenario = "";

	private String database = "";

	private int recordings;

	Report(PrintStream out) {
		this.out = out;
	}

	Servers servers() {
		return this.servers;
	}

	/**
	 * Begin a scenario.
	 * @param name its name
	 * @param run how often it has begun with this time
	 */
	void begin(String name, int run) {
		this.scenario = name;
		line("# %s, run %d, %s: %s", name, run, Instant.now().truncatedTo(ChronoUnit.SECONDS), Machine.here());
	}

	/**
	 * Say what server the next figures are of.
	 * @param settings the settings
	 * @param table its table
	 */
	void server(Settings settings, TodoTable table) throws SQLException {
		this.database = String.format(Locale.ROOT,
				"PostgreSQL %s, fsync %s, synchronous_commit %s, shared_buffers %s; server heap %s",
				table.setting("server_version").split(" ")[0], table.setting("fsync"),
				table.setting("synchronous_commit"), table.setting("shared_buffers"), settings.text("server-heap"));
		line("## %,d rows, metadata %s, %s", settings.number("rows"), settings.text("metadata"), this.database);
	}

	/**
	 * What the servers are, but for their rows.
	 * @return the text
	 */
	String database() {
		return this.database;
	}

	/**
	 * Print and keep a figure.
	 * @param what what was measured
	 * @param value how much
	 * @param unit of what
	 * @param limit the physical limit, if there is one
	 * @param remark the format of what else is to be known
	 * @param arguments the remark's arguments
	 */
	void figure(String what, double value, Unit unit, @Nullable Limit limit, String remark, Object... arguments) {
		Figure figure = new Figure(this.scenario, what, value, unit, limit,
				String.format(Locale.ROOT, remark, arguments));
		this.results.add(figure);
		line("%s, %s: %,.3f %s%s%s", figure.scenario(), what, value, unit,
				(limit != null) ? String.format(Locale.ROOT, "; %s: %,.3f %s, %.1f %% of the limit", limit.what(),
						limit.value(), unit, 100 * figure.reached()) : "",
				figure.remark().isEmpty() ? "" : "; " + figure.remark());
	}

	/**
	 * What was measured until now.
	 * @return one of each thing
	 */
	List<Summary> summaries() {
		return this.results.summaries();
	}

	/**
	 * Print a line.
	 * @param format the format
	 * @param arguments the arguments
	 */
	void line(String format, Object... arguments) {
		this.out.append(String.format(Locale.ROOT, format, arguments)).append('\n').flush();
	}

	/**
	 * Where the next server is to write its recording.
	 * @param settings the settings
	 * @return the file
	 */
	Path recording(Settings settings) throws IOException {
		Path directory = Files.createDirectories(Path.of(settings.text("output")));
		return directory.resolve(this.scenario + "-" + ++this.recordings + ".jfr").toAbsolutePath();
	}

	/**
	 * Print what a recording says.
	 * @param recording the recording
	 */
	void profile(Path recording) throws IOException {
		HotMethods methods = HotMethods.of(recording);
		line("Profile of %d samples: %s%n Methods that ran:", methods.samples(), recording);
		methods.top(METHODS_SHOWN).forEach((method) -> line("  %s", method));
		line(" Methods of the library that ran or had called what ran:");
		methods.topOfLibrary(METHODS_SHOWN).forEach((method) -> line("  %s", method));
	}

}
