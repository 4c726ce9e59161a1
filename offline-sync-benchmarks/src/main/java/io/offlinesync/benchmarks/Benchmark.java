package io.offlinesync.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The load generator: runs scenarios, each against a fresh server.
 */
public final class Benchmark {

	private static final Map<String, Supplier<Scenario>> SCENARIOS = new LinkedHashMap<>();

	static {
		SCENARIOS.put("first-sync", FirstSync::new);
		SCENARIOS.put("resume", Resume::new);
		SCENARIOS.put("push", PushLoad::new);
		SCENARIOS.put("latency", Latency::new);
		SCENARIOS.put("latency-under-load", LatencyUnderLoad::new);
		SCENARIOS.put("fan-out", FanOut::new);
		SCENARIOS.put("scopes", Scopes::new);
		SCENARIOS.put("idle", Idle::new);
		SCENARIOS.put("stalled", Stalled::new);
		SCENARIOS.put("growth", Growth::new);
	}

	private Benchmark() {
	}

	/**
	 * Run scenarios.
	 * @param arguments names of scenarios, or {@code all}, and settings
	 */
	public static void main(String[] arguments) throws Exception {
		// Figures look the same everywhere.
		Locale.setDefault(Locale.ROOT);
		run(new Report(System.out), arguments);
	}

	static void run(Report report, String... arguments) throws Exception {
		List<String> names = Arrays.stream(arguments).filter((argument) -> !argument.startsWith("--")).toList();
		Settings settings = Settings.parse(Arrays.stream(arguments).filter((text) -> text.startsWith("--")).toList());
		boolean all = names.equals(List.of("all"));
		if (names.isEmpty() || !(all || SCENARIOS.keySet().containsAll(names))) {
			throw new IllegalArgumentException("Say which: all, or some of " + SCENARIOS.keySet());
		}
		Map<String, Supplier<Scenario>> scenarios = new LinkedHashMap<>(SCENARIOS);
		scenarios.keySet().removeIf((name) -> !all && !names.contains(name));
		try {
			run(report, settings, scenarios);
		}
		finally {
			report.servers().close();
		}
	}

	static void run(Report report, Settings settings, Map<String, Supplier<Scenario>> scenarios) throws Exception {
		Output output = new Output(settings, report);
		IllegalStateException failed = new IllegalStateException("Some scenarios failed");
		for (Map.Entry<String, Supplier<Scenario>> scenario : scenarios.entrySet()) {
			for (int i = 1; i <= settings.number("runs"); i++) {
				report.begin(scenario.getKey(), i);
				try {
					scenario.getValue().get().run(settings, report);
				}
				catch (InterruptedException ex) {
					throw ex;
				}
				catch (Exception ex) {
					// What others measured is not to be lost.
					report.line("FAILED: %s", ex);
					failed.addSuppressed(ex);
				}
				output.write();
			}
		}
		report.line("%n%s", output.table());
		if (failed.getSuppressed().length > 0) {
			throw failed;
		}
		output.update();
	}

}
