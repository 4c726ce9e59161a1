package io.offlinesync;

/**
 * Decides, for one entity, what becomes of a write to a record that exists. A bean of
 * this type replaces the entity's {@link SyncedTable#conflict() strategy}.
 * <p>
 * A resolver is called for every write to a live record, whatever its stamp, inside the
 * transaction that holds the record's locks. It must depend on nothing but its argument:
 * the same write may be presented more than once.
 *
 * @param <T> the entity's type
 */
@FunctionalInterface
public interface ConflictResolver<T> {

	/**
	 * Say what stands.
	 * @param conflict both versions, never {@literal null}
	 * @return the decision, never {@literal null}
	 */
	Resolution<T> resolve(RecordConflict<T> conflict);

}
