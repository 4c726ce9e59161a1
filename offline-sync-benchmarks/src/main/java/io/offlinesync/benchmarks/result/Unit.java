package io.offlinesync.benchmarks.result;

/**
 * What a figure counts.
 */
public enum Unit {

	/** Rows in a second. */
	ROWS_PER_SECOND("rows/s", true),

	/** Mutations in a second. */
	MUTATIONS_PER_SECOND("mutations/s", true),

	/** Changes that reach a client, in a second. */
	DELIVERIES_PER_SECOND("deliveries/s", true),

	/** Milliseconds. */
	MILLISECONDS("ms", false),

	/** Microseconds. */
	MICROSECONDS("µs", false),

	/** Milliseconds of the server's processors in a second. */
	PROCESSOR("ms/s", false),

	/** Kilobytes, of 1,000 bytes. */
	KILOBYTES("kB", false),

	/** Megabytes, of 1,000,000 bytes. */
	MEGABYTES("MB", false);

	private final String text;

	private final boolean higherIsBetter;

	Unit(String text, boolean higherIsBetter) {
		this.text = text;
		this.higherIsBetter = higherIsBetter;
	}

	/**
	 * How near a value comes to a limit.
	 * @param value the value
	 * @param limit the limit
	 * @return 1 if it is as good, 0.5 if half as good, whichever direction is good
	 */
	double reached(double value, double limit) {
		return this.higherIsBetter ? value / limit : limit / value;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
