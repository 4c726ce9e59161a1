package io.offlinesync.inspector;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.offlinesync.SyncException;
import io.offlinesync.jdbc.ClientTransaction;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.PushReport;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.jdbc.WireNames;
import org.jspecify.annotations.Nullable;

/**
 * A push as the page shows it, without the records' data.
 *
 * @param time when it began
 * @param user the user's name, or {@literal null} if anonymous
 * @param clientId the client's id, or {@literal null} if it gave none
 * @param millis how long it took, in milliseconds
 * @param failure why it was refused as a whole, or {@literal null}
 * @param transactions some of its transactions
 * @param more how many others it had
 */
record InspectedPush(Instant time, @Nullable String user, @Nullable String clientId, double millis,
		@Nullable Failure failure, List<Transaction> transactions, int more) {

	private static final int MOST = 20;

	private static final double NANOS_PER_MILLI = 1_000_000;

	static InspectedPush of(PushReport report) {
		List<Transaction> transactions = new ArrayList<>();
		for (int i = 0; i < Math.min(report.transactions().size(), MOST); i++) {
			transactions.add(Transaction.of(report.transactions().get(i),
					(i < report.results().size()) ? report.results().get(i) : null));
		}
		return new InspectedPush(report.time(), report.user(), report.clientId(),
				report.took().toNanos() / NANOS_PER_MILLI, Failure.of(report.failure()), transactions,
				report.transactions().size() - transactions.size());
	}

	/**
	 * Why something was refused.
	 *
	 * @param code the error's code
	 * @param message what the client is told
	 */
	record Failure(String code, String message) {

		static @Nullable Failure of(@Nullable SyncException error) {
			return (error != null) ? new Failure(error.code().code(), Texts.shorten(String.valueOf(error.getMessage())))
					: null;
		}

	}

	/**
	 * A transaction.
	 *
	 * @param id its id, empty for a single mutation
	 * @param outcome what became of it, or {@literal null} if the push was refused
	 * @param failure why it was rejected, or {@literal null} if it was not
	 * @param changes some of its mutations
	 * @param more how many others it had
	 */
	record Transaction(String id, @Nullable String outcome, @Nullable Failure failure, List<Change> changes, int more) {

		private static Transaction of(ClientTransaction transaction, @Nullable TransactionResult result) {
			List<Change> changes = new ArrayList<>();
			for (int i = 0; i < Math.min(transaction.mutations().size(), MOST); i++) {
				Mutation mutation = transaction.mutations().get(i);
				changes.add(new Change(Texts.shorten(mutation.table()), WireNames.of(mutation.operation()),
						Texts.shorten(mutation.uid()), (result != null && i < result.results().size())
								? WireNames.of(result.results().get(i).outcome()) : null));
			}
			return new Transaction(transaction.id(), (result != null) ? WireNames.of(result.outcome()) : null,
					(result != null) ? Failure.of(result.error()) : null, changes,
					transaction.mutations().size() - changes.size());
		}

	}

	/**
	 * A mutation.
	 *
	 * @param table the table's name
	 * @param operation what it does
	 * @param uid the record
	 * @param outcome what became of it, or {@literal null} if its transaction was not
	 * applied
	 */
	record Change(String table, String operation, String uid, @Nullable String outcome) {

	}

}
