package io.offlinesync.jdbc;

/**
 * An entity or its table cannot be synced as it is declared. Found at startup.
 */
public final class InvalidSyncedTableException extends RuntimeException {

	private final Class<?> entityType;

	private final String action;

	/**
	 * Create an exception.
	 * @param entityType the entity
	 * @param message what is wrong
	 * @param action what to do about it
	 */
	public InvalidSyncedTableException(Class<?> entityType, String message, String action) {
		super(message);
		this.entityType = entityType;
		this.action = action;
	}

	/**
	 * The entity.
	 * @return its type
	 */
	public Class<?> entityType() {
		return this.entityType;
	}

	/**
	 * What to do about it.
	 * @return a sentence for the developer
	 */
	public String action() {
		return this.action;
	}

}
