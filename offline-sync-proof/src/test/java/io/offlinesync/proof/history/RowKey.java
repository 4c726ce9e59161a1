package io.offlinesync.proof.history;

/**
 * Which row.
 *
 * @param table the table's name
 * @param key its primary key; several columns are joined by a slash
 */
public record RowKey(String table, String key) {

	/**
	 * The stamps of a record.
	 * @param table the record's table
	 * @param uid the record
	 * @return the key of its metadata
	 */
	public static RowKey metadata(String table, String uid) {
		return new RowKey("sync_metadata", table + "/" + uid);
	}

}
