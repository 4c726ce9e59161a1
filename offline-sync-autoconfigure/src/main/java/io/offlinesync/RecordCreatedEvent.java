package io.offlinesync;

/**
 * A record was created, or lives again.
 *
 * @param <T> the entity's type
 */
public final class RecordCreatedEvent<T> extends SyncedRecordEvent<T> {

	/**
	 * Create an event.
	 * @param entityType the entity's type
	 * @param record the record as it is now
	 */
	public RecordCreatedEvent(Class<T> entityType, SyncedRecord<T> record) {
		super(entityType, record, null);
	}

}
