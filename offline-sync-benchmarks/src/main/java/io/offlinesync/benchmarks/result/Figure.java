package io.offlinesync.benchmarks.result;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was measured once.
 *
 * @param scenario the scenario's name
 * @param what what was measured
 * @param value how much
 * @param unit of what
 * @param limit the physical limit, if there is one
 * @param remark what else is to be known, or nothing
 */
public record Figure(String scenario, String what, double value, Unit unit, @Nullable Limit limit, String remark) {

	/**
	 * How near the value comes to the limit.
	 * @return 1 if it is as good as the limit, and not a number without one
	 */
	public double reached() {
		return (this.limit != null) ? this.unit.reached(this.value, this.limit.value()) : Double.NaN;
	}

}
