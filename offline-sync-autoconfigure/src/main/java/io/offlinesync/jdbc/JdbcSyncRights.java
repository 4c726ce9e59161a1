package io.offlinesync.jdbc;

import io.offlinesync.SyncRights;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.Assert;

/**
 * Logs changes of rights among the changes of records, so that all nodes hear of them,
 * and in their order.
 */
final class JdbcSyncRights implements SyncRights {

	private final Transactions transactions;

	private final JdbcTemplate jdbc;

	private final String insert;

	JdbcSyncRights(Transactions transactions, JdbcTemplate jdbc, SchemaNames schema) {
		this.transactions = transactions;
		this.jdbc = jdbc;
		this.insert = "insert into %s (table_name, uid, operation) values ('', ?, 'rights')".formatted(schema.change());
	}

	@Override
	public void changed(String user) {
		Assert.hasText(user, "'user' must not be empty");
		log(user);
	}

	@Override
	public void changedForAll() {
		log(null);
	}

	private void log(@Nullable String user) {
		this.transactions.join(() -> this.jdbc.update(this.insert, user));
	}

}
