package io.offlinesync;

/**
 * A record was deleted.
 *
 * @param <T> the entity's type
 */
public final class RecordDeletedEvent<T> extends SyncedRecordEvent<T> {

	/**
	 * Create an event.
	 * @param entityType the entity's type
	 * @param record the record as it is now
	 * @param before its value before
	 */
	public RecordDeletedEvent(Class<T> entityType, SyncedRecord<T> record, T before) {
		super(entityType, record, before);
	}

}
