package io.offlinesync;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * Something happened to a record through a {@link SyncedRepository} or a client's
 * request. Published inside the transaction that made the change, so that a
 * {@code @TransactionalEventListener} hears of it only once it is committed, and a plain
 * {@code @EventListener} can still refuse it by an exception. Listeners may name the
 * entity's type: {@code RecordCreatedEvent<Todo>} is heard for that entity only.
 * <p>
 * Nothing is published of a write that changes no record: one that was superseded, or a
 * deletion of what was not there. Nor of rows that the database changes by itself, as a
 * foreign key that cascades does, or that the application writes by other means.
 *
 * @param <T> the entity's type
 */
public abstract sealed class SyncedRecordEvent<T> implements ResolvableTypeProvider
		permits RecordCreatedEvent, RecordUpdatedEvent, RecordDeletedEvent {

	private final Class<T> entityType;

	private final SyncedRecord<T> record;

	private final @Nullable T before;

	SyncedRecordEvent(Class<T> entityType, SyncedRecord<T> record, @Nullable T before) {
		this.entityType = entityType;
		this.record = record;
		this.before = before;
	}

	/**
	 * The entity's type.
	 * @return the type
	 */
	public Class<T> entityType() {
		return this.entityType;
	}

	/**
	 * The record as it is now.
	 * @return the record; its value is {@literal null} if it was deleted
	 */
	public SyncedRecord<T> record() {
		return this.record;
	}

	/**
	 * The record as it was before.
	 * @return the value, or {@literal null} if it was created
	 */
	public @Nullable T before() {
		return this.before;
	}

	@Override
	public ResolvableType getResolvableType() {
		return ResolvableType.forClassWithGenerics(getClass(), this.entityType);
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + this.entityType.getSimpleName() + " " + this.record.uid() + "]";
	}

}
