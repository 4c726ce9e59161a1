package io.offlinesync.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.Reconciliation;
import io.offlinesync.reconcile.Reconciliation.Answer;
import io.offlinesync.reconcile.Reconciliation.ForServer;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Compares what a client holds of a scope with what the database holds. One statement,
 * and so one snapshot, finds the differences, the rules decide them, and the deletions
 * that follow are decided again and carried out under locks.
 */
final class Reconciler {

	private static final int FETCH_SIZE = 500;

	private final SyncedTables tables;

	private final Transactions transactions;

	private final ReconcileDeletions deletions;

	private final Tombstones tombstones;

	private final JdbcTemplate jdbc;

	Reconciler(SyncedTables tables, Transactions transactions, ReconcileDeletions deletions, Tombstones tombstones,
			JdbcTemplate jdbc) {
		this.tables = tables;
		this.transactions = transactions;
		this.deletions = deletions;
		this.tombstones = tombstones;
		this.jdbc = jdbc;
	}

	ReconcileAnswer reconcile(UserAccess access, ReconcileRequest request) {
		return reconcile(access, this.tables.named(request.table()), request);
	}

	private <T> ReconcileAnswer reconcile(UserAccess access, SyncedTableMapping<T> table, ReconcileRequest request) {
		BoundWhere where = access.limit(table, table.filters().bind(request.where()));
		Map<Object, RecordMetadata> client = new LinkedHashMap<>();
		request.metadata()
			.forEach((uid, stamps) -> client.put(table.model().idType().parse(uid), StampRange.truncate(stamps)));
		ReconcileAnswerBuilder<T> answer = new ReconcileAnswerBuilder<>(table, request.maxAnswer());
		// A record that the client does not hold may have to be removed too.
		Map<Object, @Nullable RecordMetadata> deletions = new LinkedHashMap<>();
		List<StoredRecord<T>> gone = new ArrayList<>();
		DifferenceHandler<T> handler = (stored, inScope) -> {
			RecordMetadata held = client.get(stored.id());
			Answer decided = Reconciliation.decide(stored.state(), inScope, held);
			if (decided.forServer() == ForServer.NOTHING) {
				answer.add(decided, stored, held);
			}
			else {
				deletions.put(stored.id(), held);
			}
		};
		// In a transaction, since only there the driver reads rows as they are needed.
		this.transactions.read(() -> {
			compare(table, where, request, client, (stored, inScope) -> {
				if (stored.entity() == null && access.isLimited(table)
						&& !stored.metadata().equals(RecordMetadata.NONE)) {
					gone.add(stored);
				}
				else {
					handler.handle(stored, inScope);
				}
			});
			handleGone(access, table, gone, handler, answer);
			return true;
		});
		if (!deletions.isEmpty()) {
			// Refused before anything is deleted, not half-way.
			answer.checkRoom(deletions.keySet());
			this.deletions.carryOut(access, table, where, deletions, answer);
		}
		return answer.build();
	}

	/**
	 * Of what was deleted, a user hears if it was readable until then.
	 */
	private <T> void handleGone(UserAccess access, SyncedTableMapping<T> table, List<StoredRecord<T>> gone,
			DifferenceHandler<T> handler, ReconcileAnswerBuilder<T> answer) {
		Set<String> readable = this.tombstones.readable(table, gone.stream().map(StoredRecord::uid).toList(), access);
		for (StoredRecord<T> stored : gone) {
			if (readable.contains(stored.uid())) {
				handler.handle(stored, false);
			}
			else {
				answer.leave(stored.uid());
			}
		}
	}

	private <T> void compare(SyncedTableMapping<T> table, BoundWhere where, ReconcileRequest request,
			Map<Object, RecordMetadata> client, DifferenceHandler<T> handler) {
		SqlCondition condition = where.sql("t");
		List<Object> parameters = new ArrayList<>(condition.parameters());
		parameters.addAll(condition.parameters());
		String range = range(table.sql(), request, parameters);
		parameters.add(SqlValues.array(table.model().idType().sqlType(), client.keySet()));
		parameters.add(SqlValues.array("text",
				client.values().stream().map((stamps) -> SqlValues.text(stamps.time())).toList()));
		parameters.add(SqlValues.array("bool", client.values().stream().map(RecordMetadata::deleted).toList()));
		String sql = table.sql().compare(condition.sql(), range);
		this.jdbc.query((connection) -> prepare(connection, sql),
				new ArgumentPreparedStatementSetter(parameters.toArray()), (rows) -> {
					while (rows.next()) {
						Object id = table.model().idType().parse(rows.getString(1));
						handler.handle(table.rows().stored(rows, id, rows.getBoolean(2), 4), rows.getBoolean(3));
					}
					return true;
				});
	}

	private static String range(TableSql sql, ReconcileRequest request, List<Object> parameters) {
		StringBuilder range = new StringBuilder();
		if (request.after() != null) {
			range.append(" and ").append(sql.after(request.after()));
			parameters.add(request.after());
		}
		if (request.upTo() != null) {
			range.append(" and ").append(sql.upTo(request.upTo()));
			parameters.add(request.upTo());
		}
		return range.toString();
	}

	private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
		PreparedStatement statement = connection.prepareStatement(sql);
		statement.setFetchSize(FETCH_SIZE);
		return statement;
	}

	@FunctionalInterface
	private interface DifferenceHandler<T> {

		void handle(StoredRecord<T> stored, boolean inScope);

	}

}
