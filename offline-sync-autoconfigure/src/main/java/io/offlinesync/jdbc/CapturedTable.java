package io.offlinesync.jdbc;

import java.util.List;

import io.offlinesync.ConflictStrategy;

/**
 * A table whose writes are captured.
 *
 * @param oid the table's oid
 * @param name the table's name, as clients say it
 * @param sql its name as SQL, quoted, with its schema
 * @param idColumn the name of the id's column
 * @param merging whether times are kept for each field
 */
record CapturedTable(long oid, String name, String sql, String idColumn, boolean merging) {

	static CapturedTable of(SyncedTableMapping<?> table) {
		TableCatalog catalog = table.catalog();
		return new CapturedTable(catalog.oid(), table.name(),
				SchemaNames.quote(catalog.schema()) + '.' + SchemaNames.quote(catalog.name()),
				table.model().id().name(),
				table.resolverBean() == null && table.model().strategy() == ConflictStrategy.MERGE_FIELDS);
	}

	/**
	 * What the triggers hand to their functions.
	 */
	List<String> arguments(String epoch) {
		return List.of(this.name, this.idColumn, epoch, this.merging ? "merge" : "");
	}

}
