package io.offlinesync.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * Durations in nanoseconds, of which percentiles are wanted. Any thread may add some.
 */
final class Durations {

	private long[] values = new long[1024];

	private int size;

	synchronized void add(long nanos) {
		if (this.size == this.values.length) {
			this.values = Arrays.copyOf(this.values, 2 * this.size);
		}
		this.values[this.size++] = nanos;
	}

	synchronized int size() {
		return this.size;
	}

	synchronized void clear() {
		this.size = 0;
	}

	synchronized Durations copy() {
		Durations copy = new Durations();
		copy.values = this.values.clone();
		copy.size = this.size;
		return copy;
	}

	/**
	 * The value that so many percent are not above.
	 * @param percent how many
	 * @return milliseconds
	 */
	synchronized double percentile(double percent) {
		if (this.size == 0) {
			return Double.NaN;
		}
		long[] sorted = Arrays.copyOf(this.values, this.size);
		Arrays.sort(sorted);
		return sorted[Math.max(0, (int) Math.ceil(percent / 100 * this.size) - 1)] / 1e6;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "median %.2f ms, p99 %.2f ms, max %.2f ms (n = %d)", percentile(50),
				percentile(99), percentile(100), size());
	}

}
