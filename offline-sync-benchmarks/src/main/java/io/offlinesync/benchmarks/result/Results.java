package io.offlinesync.benchmarks.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that was measured, in the order in which it was first.
 */
public final class Results {

	private final Map<List<String>, List<Figure>> figures = new LinkedHashMap<>();

	/**
	 * Add a figure, of another run if it is there already.
	 * @param figure the figure
	 */
	public void add(Figure figure) {
		this.figures.computeIfAbsent(List.of(figure.scenario(), figure.what()), (key) -> new ArrayList<>()).add(figure);
	}

	/**
	 * What was measured: one of each thing, and those of the same name, but for what
	 * follows the first comma, beside each other.
	 * @return the things
	 */
	public List<Summary> summaries() {
		Map<List<String>, List<Summary>> groups = new LinkedHashMap<>();
		this.figures.forEach((key, values) -> groups
			.computeIfAbsent(List.of(key.get(0), key.get(1).split(",")[0]), (group) -> new ArrayList<>())
			.add(new Summary(values)));
		return groups.values().stream().flatMap(List::stream).toList();
	}

}
