package io.offlinesync.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

/**
 * What became of a push, or of a single mutation.
 *
 * @param user the user's name, or {@literal null} if anonymous
 * @param clientId the client's own id, or {@literal null} if it gave none
 * @param time when it began
 * @param took how long it took
 * @param transactions what the client asked for
 * @param results a result for each transaction, in the same order; empty if the push was
 * refused as a whole
 * @param failure why it was refused as a whole, or {@literal null} if it was not
 */
public record PushReport(@Nullable String user, @Nullable String clientId, Instant time, Duration took,
		List<ClientTransaction> transactions, List<TransactionResult> results, @Nullable SyncException failure) {

	public PushReport {
		transactions = List.copyOf(transactions);
		results = List.copyOf(results);
	}

}
