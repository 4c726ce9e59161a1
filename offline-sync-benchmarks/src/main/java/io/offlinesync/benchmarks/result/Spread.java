package io.offlinesync.benchmarks.result;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * Several values of the same thing.
 *
 * @param min the smallest
 * @param median the one in the middle, or the mean of the two there
 * @param max the largest
 */
public record Spread(double min, double median, double max) {

	/**
	 * Look at values.
	 * @param values at least one
	 * @return their spread
	 */
	public static Spread of(double... values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int length = sorted.length;
		return new Spread(sorted[0], (sorted[(length - 1) / 2] + sorted[length / 2]) / 2, sorted[length - 1]);
	}

	static <T> Spread of(Collection<T> of, ToDoubleFunction<T> value) {
		return of(of.stream().mapToDouble(value).toArray());
	}

}
