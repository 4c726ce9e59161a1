package io.offlinesync.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was asked for, as {@code --name=value}, or {@code --name} of what is off by
 * default.
 *
 * @param values the values, of all names
 */
public record Settings(Map<String, String> values) {

	private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

	static {
		DEFAULTS.put("rows", "");
		DEFAULTS.put("metadata", "true");
		DEFAULTS.put("fsync", "on");
		DEFAULTS.put("shared-buffers", "512MB");
		DEFAULTS.put("server-heap", "1g");
		DEFAULTS.put("server-options", "");
		DEFAULTS.put("seconds", "10");
		DEFAULTS.put("warm-up", "15");
		DEFAULTS.put("repeat", "500");
		DEFAULTS.put("clients", "1,4,8");
		DEFAULTS.put("transactions", "1,100");
		DEFAULTS.put("subscribers", "1000");
		DEFAULTS.put("scopes", "100,10000");
		DEFAULTS.put("connections", "5000");
		DEFAULTS.put("sizes", "10000,100000,1000000,10000000");
		DEFAULTS.put("writes", "");
		DEFAULTS.put("runs", "1");
		DEFAULTS.put("output", "target/benchmarks");
		DEFAULTS.put("update", "");
		DEFAULTS.put("profile", "false");
		DEFAULTS.put("fresh", "true");
		// Between the scenarios and their servers.
		DEFAULTS.put("policy", "false");
		DEFAULTS.put("recording", "");
	}

	public Settings {
		values = Map.copyOf(values);
	}

	/**
	 * Read arguments.
	 * @param arguments the arguments
	 * @return what they say, with defaults for the rest
	 * @throws IllegalArgumentException if there is no such setting
	 */
	public static Settings parse(List<String> arguments) {
		Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
		for (String argument : arguments) {
			String[] parts = argument.split("=", 2);
			String name = parts[0].startsWith("--") ? parts[0].substring(2) : "";
			boolean flag = "false".equals(DEFAULTS.get(name));
			if (!DEFAULTS.containsKey(name) || (parts.length < 2 && !flag)) {
				throw new IllegalArgumentException(
						"Not a setting: " + argument + ". There are, with their defaults: " + DEFAULTS);
			}
			values.put(name, (parts.length < 2) ? "true" : parts[1]);
		}
		return new Settings(values);
	}

	/**
	 * The same but for one value.
	 * @param name the name
	 * @param value the value
	 * @return the other settings
	 */
	public Settings with(String name, Object value) {
		Map<String, String> changed = new LinkedHashMap<>(this.values);
		changed.put(name, value.toString());
		return new Settings(changed);
	}

	/**
	 * A value.
	 * @param name the name
	 * @return the text
	 */
	public String text(String name) {
		return this.values.getOrDefault(name, "");
	}

	/**
	 * Whether something is on.
	 * @param name the name
	 * @return {@literal true} if it is
	 */
	public boolean on(String name) {
		return Boolean.parseBoolean(text(name));
	}

	/**
	 * A number.
	 * @param name the name
	 * @return the number
	 */
	public int number(String name) {
		return Integer.parseInt(text(name));
	}

	/**
	 * Numbers, separated by commas.
	 * @param name the name
	 * @param defaults what is used if nothing was said
	 * @return the numbers
	 */
	public int[] numbers(String name, int... defaults) {
		return text(name).isEmpty() ? defaults
				: List.of(text(name).split(",")).stream().mapToInt(Integer::parseInt).toArray();
	}

	/**
	 * The settings as arguments.
	 * @return the arguments
	 */
	public List<String> arguments() {
		List<String> arguments = new ArrayList<>();
		DEFAULTS.keySet().forEach((name) -> arguments.add("--" + name + "=" + text(name)));
		return arguments;
	}

}
