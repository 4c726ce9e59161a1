package io.offlinesync.test;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What can be written. Data are the fields: a map, an object that Jackson can write, or
 * JSON as a text. Where no time is given, the client stamps the write as clients do: it
 * is later than its last one, and than what it has heard of the record.
 *
 * @param <R> what a write gives
 */
public abstract sealed class SyncTestWrites<R> permits SyncTestClient, SyncTestTransaction {

	final Stamps stamps;

	SyncTestWrites(Stamps stamps) {
		this.stamps = stamps;
	}

	/**
	 * Create a record.
	 * @param table the table's name
	 * @param uid the id, of the client's choice
	 * @param data the fields
	 * @return what became of it
	 */
	public R create(String table, Object uid, Object data) {
		return create(table, uid, data, this.stamps.next(table, uid));
	}

	/**
	 * Create a record at a certain time.
	 * @param table the table's name
	 * @param uid the id, of the client's choice
	 * @param data the fields
	 * @param at the stamp
	 * @return what became of it
	 */
	public R create(String table, Object uid, Object data, Instant at) {
		return write("create", table, uid, data, at);
	}

	/**
	 * Create a record with a random UUID.
	 * @param table the table's name
	 * @param data the fields
	 * @return what became of it
	 */
	public R create(String table, Object data) {
		return create(table, UUID.randomUUID(), data);
	}

	/**
	 * Update a record.
	 * @param table the table's name
	 * @param uid the id
	 * @param data the fields that are to change
	 * @return what became of it
	 */
	public R update(String table, Object uid, Object data) {
		return update(table, uid, data, this.stamps.next(table, uid));
	}

	/**
	 * Update a record at a certain time.
	 * @param table the table's name
	 * @param uid the id
	 * @param data the fields that are to change
	 * @param at the stamp
	 * @return what became of it
	 */
	public R update(String table, Object uid, Object data, Instant at) {
		return write("update", table, uid, data, at);
	}

	/**
	 * Delete a record.
	 * @param table the table's name
	 * @param uid the id
	 * @return what became of it
	 */
	public R delete(String table, Object uid) {
		return delete(table, uid, this.stamps.next(table, uid));
	}

	/**
	 * Delete a record at a certain time.
	 * @param table the table's name
	 * @param uid the id
	 * @param at the stamp
	 * @return what became of it
	 */
	public R delete(String table, Object uid, Instant at) {
		return write("delete", table, uid, null, at);
	}

	abstract R write(String operation, String table, Object uid, @Nullable Object data, Instant at);

}
