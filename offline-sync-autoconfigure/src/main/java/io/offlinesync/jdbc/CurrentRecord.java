package io.offlinesync.jdbc;

import io.offlinesync.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A record as one snapshot of the database has it.
 */
public interface CurrentRecord extends FilterValues {

	/**
	 * The record's uid.
	 * @return the id's canonical text
	 */
	String uid();

	/**
	 * Whether the record lives. Values can only be asked of one that does.
	 * @return {@literal true} if it has a row that is not deleted
	 */
	boolean isLive();

	/**
	 * The record's stamps.
	 * @return the stamps
	 */
	RecordMetadata metadata();

	/**
	 * Encode the record.
	 * @return the entity's JSON text, or {@literal null} if it does not live
	 */
	@Nullable String json();

}
