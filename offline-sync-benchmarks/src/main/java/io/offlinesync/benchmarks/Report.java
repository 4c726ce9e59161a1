package io.offlinesync.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Prints figures, and what they depend on.
 */
final class Report {

	private final PrintStream out;

	Report(PrintStream out) {
		this.out = out;
	}

	/**
	 * Begin a scenario.
	 * @param name its name
	 */
	void begin(String name) {
		line("# %s, %s: %d cores, load average %.2f, Java %s", name, Instant.now().truncatedTo(ChronoUnit.SECONDS),
				Runtime.getRuntime().availableProcessors(),
				ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), Runtime.version());
	}

	/**
	 * Say what server the next figures are of.
	 * @param settings the settings
	 * @param table its table
	 */
	void server(Settings settings, TodoTable table) throws SQLException {
		line("## %,d rows, PostgreSQL %s, fsync %s, synchronous_commit %s, shared_buffers %s, server heap %s, metadata %s",
				settings.number("rows"), table.setting("server_version").split(" ")[0], table.setting("fsync"),
				table.setting("synchronous_commit"), table.setting("shared_buffers"), settings.text("server-heap"),
				settings.text("metadata"));
	}

	/**
	 * Print a line.
	 * @param format the format
	 * @param arguments the arguments
	 */
	void line(String format, Object... arguments) {
		this.out.append(String.format(Locale.ROOT, format, arguments)).append('\n').flush();
	}

}
