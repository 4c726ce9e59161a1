package io.offlinesync.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Says which tags observations carry. A bean of this type replaces the
 * {@link DefaultSyncObservationConvention default}; the names of observations stay.
 */
public interface SyncObservationConvention extends ObservationConvention<SyncObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof SyncObservationContext;
	}

}
