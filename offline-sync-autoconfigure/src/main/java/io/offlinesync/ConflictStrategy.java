package io.offlinesync;

/**
 * What happens to an update of a record that somebody else has changed too.
 */
public enum ConflictStrategy {

	/**
	 * The newest write wins, record by record.
	 */
	LAST_WRITER_WINS,

	/**
	 * The newest write wins, field by field: two people who edit different fields offline
	 * keep both edits. Creating, deleting and living again are decided for the whole
	 * record, as with {@link #LAST_WRITER_WINS}.
	 */
	MERGE_FIELDS

}
