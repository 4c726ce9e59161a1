package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.RememberedTransactions.Remembered;
import org.jspecify.annotations.Nullable;

/**
 * The answers to transactions that write nothing: those that are refused, and those that
 * come again. They show the records as they are now, as far as these can be looked at,
 * for by now there may be no such field or table any more.
 */
final class TransactionAnswers {

	private final SyncedTables tables;

	private final VisibleRecords visible;

	TransactionAnswers(SyncedTables tables, VisibleRecords visible) {
		this.tables = tables;
		this.visible = visible;
	}

	/**
	 * The answer to a refused transaction.
	 * @param transaction the transaction
	 * @param error why it was refused
	 * @param mutation which mutation was, or {@literal null}
	 * @param xid the database transaction that recorded it, or {@literal null}
	 * @param access what its author may read
	 * @return the answer
	 */
	TransactionResult rejected(ClientTransaction transaction, SyncException error, @Nullable Integer mutation,
			@Nullable String xid, UserAccess access) {
		return rejected(transaction, error, mutation, xid, look(List.of(transaction), access));
	}

	/**
	 * The answer where not even the records can be looked at.
	 */
	TransactionResult blindly(ClientTransaction transaction, SyncException error, @Nullable Integer mutation) {
		return rejected(transaction, error, mutation, null, Records.UNKNOWN);
	}

	/**
	 * The first answer again, with the records as they are now.
	 * @param transaction the transaction
	 * @param before what became of it
	 * @param now its records
	 * @return the answer
	 */
	TransactionResult again(ClientTransaction transaction, Remembered before, Records now) {
		if (before.error() != null) {
			return rejected(transaction, before.error(), before.mutation(), before.xid(), now);
		}
		List<MutationResult> results = new ArrayList<>();
		for (int i = 0; i < transaction.mutations().size(); i++) {
			results.add(now.result(transaction.mutations().get(i), before.outcomes().get(i)));
		}
		return new TransactionResult(transaction.id(), TransactionResult.Outcome.COMMITTED, before.xid(), results, null,
				null);
	}

	private static TransactionResult rejected(ClientTransaction transaction, SyncException error,
			@Nullable Integer mutation, @Nullable String xid, Records now) {
		return new TransactionResult(transaction.id(), TransactionResult.Outcome.REJECTED, xid,
				transaction.mutations()
					.stream()
					.map((each) -> now.result(each, MutationResult.Outcome.REJECTED))
					.toList(),
				error, mutation);
	}

	/**
	 * Look at the records of transactions.
	 * @param transactions the transactions
	 * @param access what their author may read
	 * @return the records
	 */
	Records look(List<ClientTransaction> transactions, UserAccess access) {
		Map<Mutation, RecordWrite<?>> known = new IdentityHashMap<>();
		transactions.stream()
			.flatMap((transaction) -> transaction.mutations().stream())
			.forEach((mutation) -> find(mutation).ifPresent((record) -> known.put(mutation, record)));
		return new Records(known,
				this.visible.of(RecordStates.read(known.values()), known.values(), (key) -> false, access));
	}

	private Optional<RecordWrite<?>> find(Mutation mutation) {
		try {
			SyncedTableMapping<?> table = this.tables.named(mutation.table());
			return Optional.of(RecordWrite.of(table, table.model().idType().parse(mutation.uid())));
		}
		catch (SyncException ex) {
			// No such table, or no such record: there is nothing to tell.
			return Optional.empty();
		}
	}

	/**
	 * Records of transactions.
	 *
	 * @param known those that can be looked at, by the mutations that name them
	 * @param now how they are
	 */
	record Records(Map<Mutation, RecordWrite<?>> known, RecordStates now) {

		private static final Records UNKNOWN = new Records(Map.of(), RecordStates.read(List.of()));

		private MutationResult result(Mutation mutation, MutationResult.Outcome outcome) {
			RecordWrite<?> record = this.known.get(mutation);
			return (record != null) ? result(record, outcome)
					: new MutationResult(outcome, new JsonRecord(mutation.uid(), null, RecordMetadata.NONE));
		}

		private <T> MutationResult result(RecordWrite<T> record, MutationResult.Outcome outcome) {
			return new MutationResult(outcome, record.table().toJson(this.now.get(record)));
		}

	}

}
