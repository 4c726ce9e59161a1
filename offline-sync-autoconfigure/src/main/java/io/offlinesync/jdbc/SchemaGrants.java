package io.offlinesync.jdbc;

import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets another user than their owner use the library's own tables.
 */
final class SchemaGrants {

	/**
	 * PostgreSQL refuses one of two grants on the same table that are made at once, as
	 * several nodes that start together would.
	 */
	private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('offline-sync grants', 0))";

	private static final String MISSING = """
			select not has_schema_privilege(u, n.oid, 'usage') or exists (
			  select from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'p')
			    and not (has_table_privilege(u, c.oid, 'select') and has_table_privilege(u, c.oid, 'insert')
			      and has_table_privilege(u, c.oid, 'update') and has_table_privilege(u, c.oid, 'delete')))
			from pg_namespace n, cast(? as name) as u where n.nspname = ?""";

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final SchemaNames schema;

	SchemaGrants(DataSource owner, SchemaNames schema) {
		this.jdbc = new JdbcTemplate(owner);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(owner));
		this.schema = schema;
	}

	/**
	 * Grant what is missing.
	 * @param user the user
	 */
	void grant(@Nullable String user) {
		if (user == null) {
			return;
		}
		this.transaction.executeWithoutResult((status) -> {
			this.jdbc.query(LOCK, (row) -> {
			});
			if (Boolean.TRUE.equals(this.jdbc.queryForObject(MISSING, Boolean.class, user, this.schema.schema()))) {
				statements(user).forEach(this.jdbc::execute);
			}
		});
	}

	/**
	 * What grants all that a user needs.
	 * @param user the user
	 */
	List<String> statements(String user) {
		String grantee = SchemaNames.quote(user);
		String name = this.schema.quoted();
		return List.of("grant usage on schema " + name + " to " + grantee,
				"grant select, insert, update, delete on all tables in schema " + name + " to " + grantee);
	}

}
