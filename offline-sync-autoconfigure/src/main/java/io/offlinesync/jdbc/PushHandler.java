package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.RememberedTransactions.Key;
import io.offlinesync.jdbc.RememberedTransactions.Remembered;
import io.offlinesync.jdbc.WriteEngine.Mode;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Applies clients' transactions in order, each wholly or not at all.
 */
final class PushHandler {

	private final SyncedTables tables;

	private final Transactions transactions;

	private final WriteEngine engine;

	private final RememberedTransactions remembered;

	private final JdbcTemplate jdbc;

	private final SchemaNames schema;

	PushHandler(SyncedTables tables, Transactions transactions, WriteEngine engine, RememberedTransactions remembered,
			JdbcTemplate jdbc, SchemaNames schema) {
		this.tables = tables;
		this.transactions = transactions;
		this.engine = engine;
		this.remembered = remembered;
		this.jdbc = jdbc;
		this.schema = schema;
	}

	List<TransactionResult> push(Push push) {
		if (push.cursor() != null) {
			// No cursor has been given out, so this one belongs to another server.
			throw new SyncException(SyncErrorCode.RESYNC_REQUIRED,
					"The cursor is not of this server: read again before you write");
		}
		List<TransactionResult> results = new ArrayList<>(push.transactions().size());
		boolean going = true;
		for (ClientTransaction transaction : push.transactions()) {
			TransactionResult result = going ? apply(push, transaction) : notAttempted(transaction);
			// A later transaction must not overtake an earlier one of the same author.
			going = result.outcome() != TransactionResult.Outcome.NOT_ATTEMPTED;
			results.add(result);
		}
		return results;
	}

	private static TransactionResult notAttempted(ClientTransaction transaction) {
		return new TransactionResult(transaction.id(), TransactionResult.Outcome.NOT_ATTEMPTED, null, List.of(), null,
				null);
	}

	private TransactionResult apply(Push push, ClientTransaction transaction) {
		Key key = (push.clientId() != null) ? Key.of(push.principal(), push.clientId(), transaction) : null;
		try {
			return attempt(transaction, key, false);
		}
		catch (RuntimeException ex) {
			return refuse(transaction, key, ex);
		}
	}

	private TransactionResult refuse(ClientTransaction transaction, @Nullable Key key, RuntimeException failure) {
		RuntimeException cause = failure;
		if (!(cause instanceof RefusedWriteException) && transaction.mutations().size() > 1
				&& isConstraint(SqlErrors.translate(cause))) {
			// Somewhere in a batch: execute one by one to find out where.
			try {
				return attempt(transaction, key, true);
			}
			catch (RuntimeException ex) {
				cause = ex;
			}
		}
		Integer mutation = (cause instanceof RefusedWriteException refused) ? refused.index() : null;
		SyncException error = InternalErrors.answer(cause);
		if (error.code().retryable()) {
			return notAttempted(transaction);
		}
		try {
			return (key != null && isLasting(error)) ? remember(transaction, key, error, mutation)
					: rejected(transaction, error, mutation, null);
		}
		catch (RuntimeException ex) {
			// A transaction must not block what follows it because it cannot be looked
			// at.
			return InternalErrors.answer(ex).code().retryable() ? notAttempted(transaction)
					: new TransactionResult(transaction.id(), TransactionResult.Outcome.REJECTED, null,
							transaction.mutations().stream().map(PushHandler::unknown).toList(), error, mutation);
		}
	}

	private static boolean isConstraint(@Nullable SyncException error) {
		return error != null && error.code() == SyncErrorCode.CONSTRAINT_VIOLATED;
	}

	/**
	 * A bug may be mended, and an id that was used before is remembered already.
	 */
	private static boolean isLasting(SyncException error) {
		return error.code() != SyncErrorCode.INTERNAL_ERROR && !(error instanceof ReusedIdException);
	}

	private TransactionResult attempt(ClientTransaction transaction, @Nullable Key key, boolean singly) {
		return this.transactions.separate(() -> {
			if (key != null) {
				Optional<Remembered> before = this.remembered.find(key);
				if (before.isPresent()) {
					return again(transaction, before.get());
				}
			}
			List<RecordWrite<?>> writes = RecordWrites.of(this.tables, transaction.mutations());
			TransactionStart start = TransactionStart.read(this.jdbc, this.schema);
			AppliedWrites applied = this.engine.apply(start, writes, new Mode(key != null, singly));
			if (key != null) {
				this.remembered.committed(key, applied.results().stream().map(AppliedWrites.Result::outcome).toList());
			}
			return new TransactionResult(transaction.id(), TransactionResult.Outcome.COMMITTED, applied.xid(),
					applied.results().stream().map(AppliedWrites.Result::toJson).toList(), null, null);
		});
	}

	private TransactionResult remember(ClientTransaction transaction, Key key, SyncException error,
			@Nullable Integer mutation) {
		return this.transactions.separate(() -> {
			Optional<Remembered> before = this.remembered.find(key);
			if (before.isPresent()) {
				// The same push came in twice at once, and this one was the later.
				return again(transaction, before.get());
			}
			this.remembered.rejected(key, error, mutation);
			return rejected(transaction, error, mutation, TransactionStart.read(this.jdbc, this.schema).xid());
		});
	}

	/**
	 * The first outcome again, with today's records.
	 */
	private TransactionResult again(ClientTransaction transaction, Remembered before) {
		if (before.error() != null) {
			return rejected(transaction, before.error(), before.mutation(), before.xid());
		}
		List<RecordWrite<?>> writes = RecordWrites.of(this.tables, transaction.mutations());
		RecordStates now = RecordStates.read(writes);
		List<MutationResult> results = new ArrayList<>();
		for (int i = 0; i < writes.size(); i++) {
			results.add(result(writes.get(i), now, before.outcomes().get(i)));
		}
		return new TransactionResult(transaction.id(), TransactionResult.Outcome.COMMITTED, before.xid(), results, null,
				null);
	}

	private TransactionResult rejected(ClientTransaction transaction, SyncException error, @Nullable Integer mutation,
			@Nullable String xid) {
		return new TransactionResult(transaction.id(), TransactionResult.Outcome.REJECTED, xid, current(transaction),
				error, mutation);
	}

	/**
	 * What the server has of records that a refused transaction was to change.
	 */
	private List<MutationResult> current(ClientTransaction transaction) {
		List<Mutation> mutations = transaction.mutations();
		Map<Mutation, RecordWrite<?>> known = new IdentityHashMap<>();
		for (Mutation mutation : mutations) {
			look(mutation).ifPresent((write) -> known.put(mutation, write));
		}
		RecordStates now = RecordStates.read(known.values());
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

	private static <T> MutationResult result(RecordWrite<T> write, RecordStates now, MutationResult.Outcome outcome) {
		return new MutationResult(outcome, write.table().toJson(now.get(write)));
	}

}
