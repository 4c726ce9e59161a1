package io.offlinesync.observation;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an observation.
 */
public final class SyncObservationContext extends Observation.Context {

	private final SyncObservation observation;

	private final @Nullable String table;

	private volatile String outcome = SyncObservations.UNKNOWN;

	SyncObservationContext(SyncObservation observation, @Nullable String table) {
		this.observation = observation;
		this.table = table;
	}

	/**
	 * What is observed.
	 * @return the observation
	 */
	public SyncObservation observation() {
		return this.observation;
	}

	/**
	 * The table that is concerned.
	 * @return the name of a synced table, {@code unknown}, or {@literal null} if it is
	 * not about one table
	 */
	public @Nullable String table() {
		return this.table;
	}

	/**
	 * What became of it, see {@link SyncObservation.Keys#OUTCOME}.
	 * @return the outcome, {@code unknown} until the observation stops
	 */
	public String outcome() {
		return this.outcome;
	}

	void outcome(String outcome) {
		this.outcome = outcome;
	}

}
