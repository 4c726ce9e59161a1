package io.offlinesync;

/**
 * A record was updated, or replaced by a newer one.
 *
 * @param <T> the entity's type
 */
public final class RecordUpdatedEvent<T> extends SyncedRecordEvent<T> {

	/**
	 * Create an event.
	 * @param entityType the entity's type
	 * @param record the record as it is now
	 * @param before its value before
	 */
	public RecordUpdatedEvent(Class<T> entityType, SyncedRecord<T> record, T before) {
		super(entityType, record, before);
	}

}
