package io.offlinesync.jdbc;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements on one synced table, whose alias is {@code t}.
 */
final class TableSql {

	private final String table;

	private final String id;

	private final IdType idType;

	private final String columns;

	private final String record;

	private final String stamps;

	private final String literal;

	private final String metadataRows;

	private final String log;

	private final String stamped;

	TableSql(EntityModel<?> model, String name, SchemaNames schema) {
		this.table = model.sqlName();
		this.id = model.id().sql();
		this.idType = model.idType();
		this.columns = model.columns()
			.stream()
			.map((column) -> "t." + column.sql() + " as " + column.sql())
			.collect(Collectors.joining(", "));
		// The entity may have columns of the same names.
		this.record = this.columns + ", m.created_at as offline_sync_created_at, "
				+ "m.updated_at as offline_sync_updated_at, m.deleted_at as offline_sync_deleted_at, "
				+ "m.field_times as offline_sync_field_times";
		this.stamps = schema.metadata();
		this.literal = SchemaNames.literal(name);
		this.metadataRows = "select m.uid, m.created_at, m.updated_at, m.deleted_at from " + this.stamps
				+ " m where m.table_name = " + this.literal + " and ";
		this.log = "insert into " + schema.change() + " (table_name, uid, operation, before) select " + this.literal
				+ ", " + id() + "::text, 'update', " + schema.in("row_image") + "(t.*) from " + this.table + " t where "
				+ anyId();
		this.stamped = " returning " + this.columns + ", (select set_config('offline_sync.stamped', "
				+ SchemaNames.literal(schema.quoted() + "." + name)
				+ " || extract(epoch from statement_timestamp()), true))";
	}

	String table() {
		return this.table;
	}

	/**
	 * The columns of a record: those of the entity, then its metadata.
	 */
	String record() {
		return this.record;
	}

	/**
	 * The join that brings a record's metadata.
	 * @param id the id as an expression
	 */
	String metadata(String id) {
		return "left join " + this.stamps + " m on m.table_name = " + this.literal + " and m.uid = " + text(id);
	}

	private static String text(String id) {
		return "(" + id + "::text collate \"C\")";
	}

	String id() {
		return "t." + this.id;
	}

	String idType() {
		return this.idType.sqlType();
	}

	private String anyId() {
		return id() + " = any(?::" + idType() + "[])";
	}

	String lock() {
		return "select " + this.columns + " from " + this.table + " t where " + anyId() + " order by " + id()
				+ " for update";
	}

	/**
	 * Read records by their ids, in one snapshot. Written so that only the indexes can
	 * serve, since plans that are made for small tables are kept when they have grown.
	 */
	String read() {
		return read("");
	}

	/**
	 * Read records by their ids, and their rows as the log would have them.
	 */
	String readWithRow() {
		return read(", case when " + id() + " is not null then to_jsonb(t)::text end as offline_sync_image");
	}

	private String read(String more) {
		return "select k.id::text as offline_sync_uid, " + id() + " is not null as offline_sync_row, " + this.record
				+ more + " from unnest(?::" + idType() + "[]) as k (id) left join lateral (select * from " + this.table
				+ " t where " + id() + " = k.id limit 1) t on true left join lateral (select * from " + this.stamps
				+ " m where m.table_name = " + this.literal + " and m.uid = " + text("k.id") + " limit 1) m on true";
	}

	String find(String condition, boolean after, boolean limit) {
		return "select " + this.record + " from " + this.table + " t " + metadata(id())
				+ " where m.deleted_at is null and " + condition + (after ? " and " + id() + " > ?" : "") + " order by "
				+ id() + (limit ? " limit ?" : "");
	}

	/**
	 * The rows of a page, in the order of ids, without their metadata.
	 */
	String page(String condition, boolean after) {
		return "select " + this.columns + " from " + this.table + " t where " + condition
				+ (after ? " and " + id() + " > ?" : "") + " order by " + id() + " limit ?";
	}

	/**
	 * The metadata of all records of the table between two uids, both inclusive.
	 */
	String metadataBetween() {
		return this.metadataRows + "m.uid >= ? and m.uid <= ? limit ?";
	}

	/**
	 * The metadata of some records of the table.
	 */
	String metadataOf() {
		return this.metadataRows + "m.uid = any(?)";
	}

	/**
	 * What differs between the rows in a scope and what a client holds: every uid of
	 * either, but for those that live on both sides with the same time.
	 * @param condition the scope's condition
	 * @param range what limits the rows, or an empty text
	 */
	String compare(String condition, String range) {
		return "select k.id::text as offline_sync_uid, " + id() + " is not null as offline_sync_row, (" + id()
				+ " is not null and (" + condition + ")) is true as offline_sync_in_scope, " + this.record
				+ " from (select coalesce(s.id, c.id) as id, s.id is not null and c.id is not null and not c.deleted"
				+ " as both, c.time from (select " + id() + " as id from " + this.table + " t where " + condition
				+ range + ") s full join (select * from unnest(?::" + idType()
				+ "[], ?::timestamptz[], ?::boolean[]) as c (id, time, deleted)) c on c.id = s.id) k left join "
				+ this.table + " t on " + id() + " = k.id " + metadata("k.id")
				+ " where (k.both and m.deleted_at is null and coalesce(m.updated_at, m.created_at) = k.time) is not true";
	}

	/**
	 * That a row is in a range of uids, which is one of texts by code points.
	 * @param after the lower end, exclusive
	 */
	String after(String after) {
		return bound(after, " > ");
	}

	/**
	 * That a row is in a range of uids.
	 * @param upTo the upper end, inclusive
	 */
	String upTo(String upTo) {
		return bound(upTo, " <= ");
	}

	private String bound(String text, String operator) {
		// UUIDs compare as their texts do, and with them the index serves.
		return (this.idType == IdType.UUID && this.idType.ordersLike(text)) ? id() + operator + "?::uuid"
				: text(id()) + operator + "?";
	}

	/**
	 * What makes a statement that writes rows return them, and not stamp them, since that
	 * comes next.
	 */
	String stamped() {
		return this.stamped;
	}

	String insert(List<ColumnMapping> columns) {
		return "insert into " + this.table + " as t ("
				+ columns.stream().map(ColumnMapping::sql).collect(Collectors.joining(", ")) + ") values ("
				+ columns.stream().map((column) -> "?").collect(Collectors.joining(", ")) + ")";
	}

	String update(List<ColumnMapping> columns) {
		return "update " + this.table + " t set "
				+ columns.stream().map((column) -> column.sql() + " = ?").collect(Collectors.joining(", ")) + " where "
				+ id() + " = ?";
	}

	/**
	 * The statement that logs rows as updated, though they stay as they are.
	 */
	String logUnchanged() {
		return this.log;
	}

	/**
	 * Insert rows that come as arrays, one for each column.
	 * @param types the elements' types
	 */
	String insert(List<ColumnMapping> columns, List<String> types) {
		return "insert into " + this.table + " as t ("
				+ columns.stream().map(ColumnMapping::sql).collect(Collectors.joining(", ")) + ") select * from unnest("
				+ arrays(types) + ")";
	}

	/**
	 * Update rows that come as arrays, one for each column, then one of ids.
	 * @param types the elements' types
	 */
	String update(List<ColumnMapping> columns, List<String> types) {
		return "update " + this.table + " t set "
				+ IntStream.range(0, columns.size())
					.mapToObj((i) -> columns.get(i).sql() + " = k.c" + i)
					.collect(Collectors.joining(", "))
				+ " from unnest(" + arrays(types) + ") as k ("
				+ IntStream.range(0, types.size()).mapToObj((i) -> "c" + i).collect(Collectors.joining(", "))
				+ ") where " + id() + " = k.c" + columns.size();
	}

	private static String arrays(List<String> types) {
		return types.stream().map((type) -> "?::" + type + "[]").collect(Collectors.joining(", "));
	}

	String delete() {
		return "delete from " + this.table + " t where " + anyId();
	}

}
