package io.offlinesync;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the records of one synced table together with their metadata. There is
 * one bean per {@link SyncedTable}, injectable by its generic type:
 *
 * <pre class="code">
 * class TodoService {
 *
 *     TodoService(SyncedRepository&lt;Todo&gt; todos) {
 *         …
 *     }
 *
 * }
 * </pre>
 *
 * Every write changes row and metadata in one transaction: the caller's if there is one,
 * else its own, which is repeated a few times when it collides with others. A write that
 * takes part in a caller's transaction leaves collisions to the caller.
 * <p>
 * Uids are given as the entity's id or as its canonical text. Stamps are truncated to
 * milliseconds. A write without a stamp is stamped by the server, later than whatever the
 * record was stamped with before.
 *
 * @param <T> the entity's type
 */
public interface SyncedRepository<T> {

	/**
	 * Find the one record for which a condition holds.
	 * @param where the condition
	 * @return the record, or empty if there is none
	 * @throws SyncException if the condition names an unknown field or has a value of the
	 * wrong type, or if it holds for more than one record
	 */
	Optional<SyncedRecord<T>> findUnique(Where where);

	/**
	 * Find all records for which a condition holds, ordered by id.
	 * @param where the condition
	 * @return the records
	 * @throws SyncException if the condition names an unknown field or has a value of the
	 * wrong type
	 */
	List<SyncedRecord<T>> findMany(Where where);

	/**
	 * Find a page of the records for which a condition holds, ordered by id.
	 * @param where the condition
	 * @param limit how many records to return at most, positive
	 * @param after the uid after which to go on, or {@literal null} to begin
	 * @return the records
	 * @throws SyncException if the condition names an unknown field or has a value of the
	 * wrong type
	 */
	List<SyncedRecord<T>> findMany(Where where, int limit, @Nullable Object after);

	/**
	 * Create a record, or replace an older one.
	 * @param uid the record's uid
	 * @param data the entity; its id must be that uid, or {@literal null}
	 * @param createdAt when it was created
	 * @return what stands now
	 * @throws SyncException if the write is refused
	 */
	WriteResult<T> create(Object uid, T data, Instant createdAt);

	/**
	 * Create a record, or replace an older one, now.
	 * @param uid the record's uid
	 * @param data the entity; its id must be that uid, or {@literal null}
	 * @return what stands now
	 * @throws SyncException if the write is refused
	 */
	WriteResult<T> create(Object uid, T data);

	/**
	 * Set some fields of a record, which is created from them if it does not exist.
	 * @param uid the record's uid
	 * @param changes the new values by the fields' JSON names
	 * @param updatedAt when they were set
	 * @return what stands now
	 * @throws SyncException if the write is refused
	 */
	WriteResult<T> update(Object uid, Map<String, ? extends @Nullable Object> changes, Instant updatedAt);

	/**
	 * Set some fields of a record now. The record is created from them if it does not
	 * exist.
	 * @param uid the record's uid
	 * @param changes the new values by the fields' JSON names
	 * @return what stands now
	 * @throws SyncException if the write is refused
	 */
	WriteResult<T> update(Object uid, Map<String, ? extends @Nullable Object> changes);

	/**
	 * Delete a record; a tombstone is kept.
	 * @param uid the record's uid
	 * @param deletedAt when it was deleted
	 * @return what stands now
	 * @throws SyncException if the write is refused
	 */
	WriteResult<T> delete(Object uid, Instant deletedAt);

	/**
	 * Delete a record now; a tombstone is kept.
	 * @param uid the record's uid
	 * @return what stands now
	 * @throws SyncException if the write is refused
	 */
	WriteResult<T> delete(Object uid);

}
