package io.offlinesync.observation;

import io.micrometer.common.KeyValues;
import io.offlinesync.observation.SyncObservation.Keys;

/**
 * The tags that {@link SyncObservation} documents.
 */
public class DefaultSyncObservationConvention implements SyncObservationConvention {

	@Override
	public KeyValues getLowCardinalityKeyValues(SyncObservationContext context) {
		KeyValues values = KeyValues.of(Keys.OUTCOME.withValue(context.outcome()));
		String table = context.table();
		return (table != null) ? values.and(Keys.TABLE.withValue(table)) : values;
	}

}
