package io.offlinesync.benchmarks.result;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What all runs on.
 *
 * @param processor its model
 * @param cores how many of its cores may be used
 * @param memoryGigabytes how much memory there is
 * @param system the operating system with its version
 * @param java the version of Java, of clients and servers
 * @param load the load average of the minute before
 */
public record Machine(String processor, int cores, double memoryGigabytes, String system, String java, double load) {

	private static final Pattern MODEL = Pattern.compile("model name\\s*: (.*)");

	private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s*(\\d+) kB");

	/**
	 * Look around.
	 * @return this machine, without processor and memory where it is no Linux
	 */
	public static Machine here() {
		return new Machine(find(Path.of("/proc/cpuinfo"), MODEL, System.getProperty("os.arch")),
				Runtime.getRuntime().availableProcessors(),
				Double.parseDouble(find(Path.of("/proc/meminfo"), MEMORY, "NaN")) * 1024 / 1e9,
				System.getProperty("os.name") + " " + System.getProperty("os.version"),
				System.getProperty("java.vm.name") + " " + Runtime.version(),
				ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
	}

	private static String find(Path file, Pattern pattern, String otherwise) {
		try {
			Matcher matcher = pattern.matcher(Files.exists(file) ? Files.readString(file) : "");
			return matcher.find() ? matcher.group(1).strip() : otherwise;
		}
		catch (IOException ex) {
			return otherwise;
		}
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%s, %d cores, %.1f GB of memory, %s, %s, load average at the start %.2f",
				this.processor, this.cores, this.memoryGigabytes, this.system, this.java, this.load);
	}

}
