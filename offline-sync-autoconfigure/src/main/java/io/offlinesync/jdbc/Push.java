package io.offlinesync.jdbc;

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Transactions that a client has collected.
 *
 * @param user the user, or {@literal null} if anonymous
 * @param clientId the client's own id, under which outcomes are remembered, or
 * {@literal null}
 * @param cursor where the client's stream stopped, or {@literal null}
 * @param transactions the transactions, in order
 */
public record Push(@Nullable Principal user, @Nullable String clientId, @Nullable String cursor,
		List<ClientTransaction> transactions) {

	public Push {
		transactions = List.copyOf(transactions);
	}

}
