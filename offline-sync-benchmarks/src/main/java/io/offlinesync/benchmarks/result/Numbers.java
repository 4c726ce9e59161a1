package io.offlinesync.benchmarks.result;

import java.util.Locale;

/**
 * Numbers with as many digits as one can believe.
 */
final class Numbers {

	private Numbers() {
	}

	static String text(double value) {
		double size = Math.abs(value);
		String format = (size >= 100) ? "%,.0f" : (size >= 10) ? "%.1f" : (size >= 1) ? "%.2f" : "%.3f";
		return String.format(Locale.ROOT, format, value);
	}

	static String percent(double ratio) {
		return String.format(Locale.ROOT, (ratio >= 0.1) ? "%.0f %%" : "%.1f %%", 100 * ratio);
	}

}
