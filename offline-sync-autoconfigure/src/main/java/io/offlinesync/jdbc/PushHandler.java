package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.RememberedTransactions.Key;
import io.offlinesync.jdbc.RememberedTransactions.Remembered;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Applies clients' transactions in order, each wholly or not at all. Several may share a
 * database transaction, which saves most of the round trips and all but one wait for the
 * disk; what becomes of them is what becomes of each by itself.
 */
final class PushHandler {

	private final SyncedTables tables;

	private final Transactions transactions;

	private final PushWriter writer;

	private final TransactionAnswers answers;

	private final RememberedTransactions remembered;

	private final ApplicationCode application;

	private final JdbcTemplate jdbc;

	private final SchemaNames schema;

	PushHandler(SyncedTables tables, Transactions transactions, WriteEngine engine, VisibleRecords visible,
			ApplicationCode application, JdbcTemplate jdbc, SchemaNames schema) {
		this.tables = tables;
		this.transactions = transactions;
		this.answers = new TransactionAnswers(tables, visible);
		this.remembered = new RememberedTransactions(jdbc, schema);
		this.writer = new PushWriter(tables, engine, this.remembered, this.answers, jdbc, schema);
		this.application = application;
		this.jdbc = jdbc;
		this.schema = schema;
	}

	List<TransactionResult> push(Push push) {
		LogPosition since = (push.cursor() != null) ? position(push.cursor()) : null;
		int size = push.transactions().size();
		List<TransactionResult> results = new ArrayList<>(size);
		PushGroups groups = new PushGroups(this.tables, push.transactions(), this.application::takesPart);
		boolean going = true;
		while (going && results.size() < size) {
			List<ClientTransaction> group = groups.next(results.size());
			if (group.size() > 1) {
				going = together(push, since, group, groups, results);
			}
			else {
				TransactionResult result = apply(push, since, group.get(0));
				// A later transaction must not overtake an earlier one of the same
				// author.
				going = result.outcome() != TransactionResult.Outcome.NOT_ATTEMPTED;
				results.add(result);
				if (result.outcome() == TransactionResult.Outcome.COMMITTED) {
					groups.succeeded();
				}
			}
		}
		while (results.size() < size) {
			results.add(notAttempted(push.transactions().get(results.size())));
		}
		return results;
	}

	/**
	 * Where a client stopped. One that lacks what was purged may not know what was
	 * deleted meanwhile, and would bring it back.
	 */
	private LogPosition position(String cursor) {
		LogPosition position = LogPosition.ofCursor(cursor);
		if (position == null || !TransactionStart.peek(this.jdbc, this.schema).reachesBackTo(position)) {
			throw new SyncException(SyncErrorCode.RESYNC_REQUIRED,
					"The cursor is too old, or of another database: open a stream, and push when it is complete");
		}
		return position;
	}

	private static TransactionResult notAttempted(ClientTransaction transaction) {
		return new TransactionResult(transaction.id(), TransactionResult.Outcome.NOT_ATTEMPTED, null, List.of(), null,
				null);
	}

	private static List<Key> keys(Push push, List<ClientTransaction> transactions) {
		String client = push.clientId();
		return (client == null) ? List.of()
				: transactions.stream().map((transaction) -> Key.of(push.user(), client, transaction)).toList();
	}

	/**
	 * Apply several transactions as one. If that fails, none of them has been applied,
	 * and smaller groups, in the end single transactions, show what becomes of each.
	 * @return whether to go on
	 */
	private boolean together(Push push, @Nullable LogPosition since, List<ClientTransaction> group, PushGroups groups,
			List<TransactionResult> results) {
		AtomicBoolean written = new AtomicBoolean();
		try {
			List<Key> keys = keys(push, group);
			results.addAll(this.transactions.separateOrInParts(() -> {
				written.set(false);
				List<TransactionResult> own = this.writer.write(group, UserAccess.of(push.user()), keys, since, false);
				written.set(true);
				return own;
			}));
			groups.succeeded();
			return true;
		}
		catch (RuntimeException ex) {
			RefusedTransactionException refused = (ex instanceof RefusedTransactionException known) ? known : null;
			SyncException error = InternalErrors.known((refused != null) ? refused.reason() : ex);
			if (error == null || !error.code().retryable()) {
				groups.failed(group.size(), (refused != null) ? refused.index() : null);
				return true;
			}
			groups.separate();
			// Without a connection the first would fail too, and what was lost while it
			// was being committed may be there.
			return !(ex instanceof CannotCreateTransactionException) && !written.get();
		}
	}

	private TransactionResult apply(Push push, @Nullable LogPosition since, ClientTransaction transaction) {
		List<Key> keys = keys(push, List.of(transaction));
		try {
			return attempt(push, transaction, keys, since, false);
		}
		catch (RuntimeException ex) {
			return refuse(push, transaction, keys, since, ex);
		}
	}

	private TransactionResult attempt(Push push, ClientTransaction transaction, List<Key> keys,
			@Nullable LogPosition since, boolean singly) {
		try {
			return this.transactions
				.separate(
						() -> this.writer.write(List.of(transaction), UserAccess.of(push.user()), keys, since, singly))
				.get(0);
		}
		catch (RefusedTransactionException ex) {
			throw ex.reason();
		}
	}

	private TransactionResult refuse(Push push, ClientTransaction transaction, List<Key> keys,
			@Nullable LogPosition since, RuntimeException failure) {
		RuntimeException cause = failure;
		if (!(cause instanceof RefusedWriteException) && transaction.mutations().size() > 1
				&& isConstraint(SqlErrors.translate(cause))) {
			// Somewhere in a batch: execute one by one to find out where.
			try {
				return attempt(push, transaction, keys, since, true);
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
			return (!keys.isEmpty() && isLasting(error)) ? remember(push, transaction, keys.get(0), error, mutation)
					: this.answers.rejected(transaction, error, mutation, null, UserAccess.of(push.user()));
		}
		catch (RuntimeException ex) {
			// A transaction must not block what follows it because it cannot be looked
			// at.
			return InternalErrors.answer(ex).code().retryable() ? notAttempted(transaction)
					: this.answers.blindly(transaction, error, mutation);
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

	private TransactionResult remember(Push push, ClientTransaction transaction, Key key, SyncException error,
			@Nullable Integer mutation) {
		return this.transactions.separate(() -> {
			Optional<Remembered> before = this.remembered.find(key);
			if (before.isPresent()) {
				// The same push came in twice at once, and this one was the later.
				return this.writer.write(List.of(transaction), UserAccess.of(push.user()), List.of(key), null, false)
					.get(0);
			}
			this.remembered.rejected(key, error, mutation);
			return this.answers.rejected(transaction, error, mutation,
					TransactionStart.read(this.jdbc, this.schema).xid(), UserAccess.of(push.user()));
		});
	}

}
