package io.offlinesync.jdbc;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.auditing.AuditingHandler;
import org.springframework.data.mapping.callback.EntityCallbacks;
import org.springframework.data.relational.core.conversion.MutableAggregateChange;
import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;
import org.springframework.data.relational.core.mapping.event.AfterConvertCallback;
import org.springframework.data.relational.core.mapping.event.AfterDeleteCallback;
import org.springframework.data.relational.core.mapping.event.AfterSaveCallback;
import org.springframework.data.relational.core.mapping.event.BeforeConvertCallback;
import org.springframework.data.relational.core.mapping.event.BeforeDeleteCallback;
import org.springframework.data.relational.core.mapping.event.BeforeSaveCallback;

/**
 * What Spring Data calls when an entity is saved: the application's entity callbacks and
 * auditing.
 *
 * @param <T> the entity's type
 */
final class EntityHooks<T> {

	private final EntityAccess<T> access;

	private final EntityCallbacks callbacks;

	private final @Nullable AuditingHandler auditing;

	private final List<RelationalPersistentProperty> creation;

	EntityHooks(EntityAccess<T> access, EntityCallbacks callbacks, @Nullable AuditingHandler auditing) {
		this.access = access;
		this.callbacks = callbacks;
		this.auditing = auditing;
		this.creation = access.creation();
	}

	T read(T entity) {
		return this.callbacks.callback(AfterConvertCallback.class, entity);
	}

	/**
	 * Before a row is written.
	 * @param entity what is to be written
	 * @param previous the row as it is, or {@literal null} if there is none
	 * @return what is to be written instead
	 */
	T beforeSave(T entity, @Nullable T previous) {
		Object id = this.access.id(entity);
		T saved = this.callbacks.callback(BeforeConvertCallback.class, entity);
		// Auditing has run as one of the callbacks, but may have taken an entity with an
		// id for an old one, or one that has just been made for a new one.
		if (this.auditing != null) {
			saved = (previous == null) ? this.auditing.markCreated(saved)
					: this.access.with(saved, previous, this.creation);
		}
		saved = this.access.withNextVersion(saved, previous);
		saved = this.callbacks.callback(BeforeSaveCallback.class, saved, MutableAggregateChange.forSave(saved));
		if (id == null || !id.equals(this.access.id(saved))) {
			throw new IllegalStateException("An entity callback has changed the id of " + saved.getClass().getName());
		}
		return saved;
	}

	void afterSave(T entity) {
		this.callbacks.callback(AfterSaveCallback.class, entity);
	}

	void beforeDelete(T entity) {
		this.callbacks.callback(BeforeDeleteCallback.class, entity, MutableAggregateChange.forDelete(entity));
	}

	void afterDelete(T entity) {
		this.callbacks.callback(AfterDeleteCallback.class, entity);
	}

}
