package io.offlinesync.benchmarks.result;

import java.util.Comparator;
import java.util.List;

/**
 * One thing that was measured in one or more runs.
 *
 * @param figures the same figure of each run
 */
public record Summary(List<Figure> figures) {

	public Summary {
		figures = figures.stream().sorted(Comparator.comparingDouble(Figure::value)).toList();
	}

	/**
	 * The run in the middle, from which names and the remark are.
	 * @return the figure
	 */
	public Figure middle() {
		return this.figures.get((this.figures.size() - 1) / 2);
	}

	/**
	 * How much was measured.
	 * @return the values of all runs
	 */
	public Spread values() {
		return Spread.of(this.figures, Figure::value);
	}

	/**
	 * How much the limit was.
	 * @return the values of all runs, none of them a number if there is no limit
	 */
	public Spread limits() {
		return Spread.of(this.figures, (figure) -> (figure.limit() != null) ? figure.limit().value() : Double.NaN);
	}

	/**
	 * How near the figures came to the limits of their own runs.
	 * @return the ratios, none of them a number if there is no limit
	 */
	public Spread reached() {
		return Spread.of(this.figures, Figure::reached);
	}

	/**
	 * Whether there is something that the figures can be compared with.
	 * @return {@literal true} if there is
	 */
	public boolean limited() {
		return Double.isFinite(reached().median());
	}

}
