package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

/**
 * The answers to refused transactions: why, and what the server has of their records.
 */
final class RefusedTransactions {

	private final SyncedTables tables;

	private final VisibleRecords visible;

	RefusedTransactions(SyncedTables tables, VisibleRecords visible) {
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
		return new TransactionResult(transaction.id(), TransactionResult.Outcome.REJECTED, xid,
				current(transaction, access), error, mutation);
	}

	/**
	 * The answer where not even the records can be looked at.
	 */
	TransactionResult blindly(ClientTransaction transaction, SyncException error, @Nullable Integer mutation) {
		return new TransactionResult(transaction.id(), TransactionResult.Outcome.REJECTED, null,
				transaction.mutations().stream().map(RefusedTransactions::unknown).toList(), error, mutation);
	}

	private List<MutationResult> current(ClientTransaction transaction, UserAccess access) {
		List<Mutation> mutations = transaction.mutations();
		Map<Mutation, RecordWrite<?>> known = new IdentityHashMap<>();
		for (Mutation mutation : mutations) {
			look(mutation).ifPresent((write) -> known.put(mutation, write));
		}
		RecordStates now = this.visible.of(RecordStates.read(known.values()), known.values(), (key) -> false, access);
		List<MutationResult> results = new ArrayList<>();
		for (Mutation mutation : mutations) {
			RecordWrite<?> write = known.get(mutation);
			results.add((write != null) ? result(write, now, MutationResult.Outcome.REJECTED) : unknown(mutation));
		}
		return results;
	}

	private static MutationResult unknown(Mutation mutation) {
		return new MutationResult(MutationResult.Outcome.REJECTED,
				new JsonRecord(mutation.uid(), null, RecordMetadata.NONE));
	}

	private Optional<RecordWrite<?>> look(Mutation mutation) {
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
	 * What became of a mutation, with the record as it is now.
	 */
	static <T> MutationResult result(RecordWrite<T> write, RecordStates now, MutationResult.Outcome outcome) {
		return new MutationResult(outcome, write.table().toJson(now.get(write)));
	}

}
