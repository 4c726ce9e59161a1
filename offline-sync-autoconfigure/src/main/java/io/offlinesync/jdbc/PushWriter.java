package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.RememberedTransactions.Key;
import io.offlinesync.jdbc.RememberedTransactions.Remembered;
import io.offlinesync.jdbc.WriteEngine.Mode;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Applies clients' transactions in a database transaction that somebody else has begun.
 * What was applied before is recognised, and answered with today's records.
 */
final class PushWriter {

	private final SyncedTables tables;

	private final WriteEngine engine;

	private final RememberedTransactions remembered;

	private final TransactionAnswers answers;

	private final JdbcTemplate jdbc;

	private final SchemaNames schema;

	PushWriter(SyncedTables tables, WriteEngine engine, RememberedTransactions remembered, TransactionAnswers answers,
			JdbcTemplate jdbc, SchemaNames schema) {
		this.tables = tables;
		this.engine = engine;
		this.remembered = remembered;
		this.answers = answers;
		this.jdbc = jdbc;
		this.schema = schema;
	}

	/**
	 * Apply transactions of which none writes a record of another.
	 * @param transactions the transactions, in order
	 * @param access what their author may read and write
	 * @param keys what identifies each, or nothing at all if the client is not remembered
	 * @param since where the client's stream stopped, or {@literal null}
	 * @param singly whether each write is executed by itself
	 * @return the results, in order
	 * @throws RefusedTransactionException if it is known which of them fails
	 */
	List<TransactionResult> write(List<ClientTransaction> transactions, UserAccess access, List<Key> keys,
			@Nullable LogPosition since, boolean singly) {
		Map<String, Remembered> before = this.remembered.find(keys);
		List<Part> parts = new ArrayList<>();
		for (int i = 0; i < transactions.size(); i++) {
			parts.add(part(i, transactions.get(i), keys.isEmpty() ? null : keys.get(i), before));
		}
		List<ClientTransaction> repeated = parts.stream()
			.filter((part) -> part.before != null)
			.map((part) -> part.transaction)
			.toList();
		TransactionAnswers.Records now = this.answers.look(repeated, access);
		List<Part> fresh = parts.stream().filter((part) -> part.before == null).toList();
		AppliedWrites applied = fresh.isEmpty() ? null
				: apply(fresh, access, since, new Mode(!keys.isEmpty(), singly, transactions.size() > 1));
		List<TransactionResult> results = new ArrayList<>();
		Map<Key, List<MutationResult.Outcome>> outcomes = new LinkedHashMap<>();
		int from = 0;
		for (Part part : parts) {
			if (part.before != null) {
				results.add(this.answers.again(part.transaction, part.before, now));
			}
			else if (applied != null) {
				List<AppliedWrites.Result<?>> own = applied.results().subList(from, from + part.writes.size());
				from += own.size();
				results.add(part.committed(applied.xid(), own));
				if (part.key != null) {
					outcomes.put(part.key, own.stream().map(AppliedWrites.Result::outcome).toList());
				}
			}
		}
		this.remembered.committed(outcomes);
		return results;
	}

	private Part part(int position, ClientTransaction transaction, @Nullable Key key, Map<String, Remembered> before) {
		try {
			Remembered own = (key != null) ? before.get(key.transactionId()) : null;
			if (own != null && key != null) {
				return new Part(position, transaction, key, own.of(key), List.of());
			}
			return new Part(position, transaction, key, null, RecordWrites.of(this.tables, transaction.mutations()));
		}
		catch (RuntimeException ex) {
			throw new RefusedTransactionException(position, ex);
		}
	}

	private AppliedWrites apply(List<Part> parts, UserAccess access, @Nullable LogPosition since, Mode mode) {
		List<RecordWrite<?>> writes = new ArrayList<>();
		parts.forEach((part) -> writes.addAll(part.writes));
		TransactionStart start = TransactionStart.read(this.jdbc, this.schema);
		if (since != null && !start.reachesBackTo(since)) {
			// It did when the push began. Sent again, it is refused as a whole.
			throw new SyncException(SyncErrorCode.UNAVAILABLE, "Changes that the client lacks are being purged");
		}
		try {
			return this.engine.apply(start, writes, mode, access);
		}
		catch (RefusedWriteException ex) {
			int index = ex.index();
			for (Part part : parts) {
				if (index < part.writes.size()) {
					throw new RefusedTransactionException(part.position, new RefusedWriteException(index, ex.reason()));
				}
				index -= part.writes.size();
			}
			throw ex;
		}
	}

	/**
	 * One of the transactions.
	 *
	 * @param before what became of it before, or {@literal null} if it is new
	 * @param writes what it asks for, nothing if it was decided before
	 */
	private record Part(int position, ClientTransaction transaction, @Nullable Key key, @Nullable Remembered before,
			List<RecordWrite<?>> writes) {

		TransactionResult committed(String xid, List<AppliedWrites.Result<?>> results) {
			return new TransactionResult(this.transaction.id(), TransactionResult.Outcome.COMMITTED, xid,
					results.stream().map(AppliedWrites.Result::toJson).toList(), null, null);
		}

	}

}
