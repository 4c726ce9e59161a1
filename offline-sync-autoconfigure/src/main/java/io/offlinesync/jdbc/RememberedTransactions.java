package io.offlinesync.jdbc;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The table {@code sync_client}: what became of the transactions of clients that want to
 * be remembered, so that each has its effect exactly once.
 */
final class RememberedTransactions {

	/**
	 * The constraint that two transactions violate when both remember the same.
	 */
	static final String KEY = "sync_client_pkey";

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {
	};

	private final JdbcTemplate jdbc;

	private final String find;

	private final String insert;

	RememberedTransactions(JdbcTemplate jdbc, SchemaNames schema) {
		this.jdbc = jdbc;
		this.find = """
				select transaction_id, body_hash, outcomes, error_code, error_message, error_details, error_mutation,
				  xid::text
				from %s where principal = ? and client_id = ? and transaction_id = any(?::text[])"""
			.formatted(schema.client());
		this.insert = """
				insert into %s (principal, client_id, transaction_id, body_hash, outcomes, error_code, error_message,
				  error_details, error_mutation)
				select ?::text, ?::text, k.id, k.hash, string_to_array(k.outcomes, ','), ?::text, ?::text, ?::jsonb,
				  ?::int
				from unnest(?::text[], ?::text[], ?::text[]) as k (id, hash, outcomes)""".formatted(schema.client());
	}

	/**
	 * Look up what became of a transaction.
	 * @param key which
	 * @return what is remembered, or empty
	 * @throws ReusedIdException if the same id was used for another transaction
	 */
	Optional<Remembered> find(Key key) {
		return Optional.ofNullable(find(List.of(key)).get(key.transactionId())).map((remembered) -> remembered.of(key));
	}

	/**
	 * Look up what became of transactions of one client.
	 * @param keys which
	 * @return what is remembered, by the transactions' ids
	 */
	Map<String, Remembered> find(List<Key> keys) {
		if (keys.isEmpty()) {
			return Map.of();
		}
		Map<String, Remembered> found = new HashMap<>();
		this.jdbc.query(this.find, (row) -> {
			found.put(row.getString(1), remembered(row));
		}, keys.get(0).principal(), keys.get(0).clientId(),
				SqlValues.array("text", keys.stream().map(Key::transactionId).toList()));
		return found;
	}

	private static Remembered remembered(ResultSet row) throws SQLException {
		String code = row.getString(4);
		SyncException error = null;
		if (code != null) {
			error = new SyncException(SyncErrorCode.valueOf(code), row.getString(5),
					JSON.readValue(row.getString(6), DETAILS), null);
		}
		List<MutationResult.Outcome> outcomes = List.of((String[]) row.getArray(3).getArray())
			.stream()
			.map(MutationResult.Outcome::valueOf)
			.toList();
		return new Remembered(row.getString(2), outcomes, error, (Integer) row.getObject(7), row.getString(8));
	}

	/**
	 * Remember that transactions of one client were committed, in the database
	 * transaction that commits them.
	 * @param outcomes the outcomes of each transaction's mutations
	 */
	void committed(Map<Key, List<MutationResult.Outcome>> outcomes) {
		if (!outcomes.isEmpty()) {
			insert(outcomes, null, null);
		}
	}

	/**
	 * Remember that a transaction was refused.
	 */
	void rejected(Key key, SyncException error, @Nullable Integer mutation) {
		insert(Map.of(key, List.of()), error, mutation);
	}

	private void insert(Map<Key, List<MutationResult.Outcome>> outcomes, @Nullable SyncException error,
			@Nullable Integer mutation) {
		Key any = outcomes.keySet().iterator().next();
		this.jdbc.update(this.insert, any.principal(), any.clientId(), (error != null) ? error.code().name() : null,
				(error != null) ? error.getMessage() : null,
				(error != null) ? JSON.writeValueAsString(error.details()) : null, mutation,
				SqlValues.array("text", outcomes.keySet().stream().map(Key::transactionId).toList()),
				SqlValues.array("text", outcomes.keySet().stream().map(Key::hash).toList()),
				SqlValues.array("text",
						outcomes.values()
							.stream()
							.map((own) -> own.stream().map(Enum::name).collect(Collectors.joining(",")))
							.toList()));
	}

	/**
	 * What identifies a client's transaction.
	 *
	 * @param principal the user's name, empty if anonymous
	 * @param clientId the client's id
	 * @param transactionId the transaction's id
	 * @param hash tells one transaction's mutations from another's
	 */
	record Key(String principal, String clientId, String transactionId, String hash) {

		static Key of(@Nullable Principal user, String clientId, ClientTransaction transaction) {
			return new Key((user != null) ? user.getName() : "", clientId, transaction.id(),
					hash(transaction.mutations()));
		}

		/**
		 * Stays the same for ever: a client may repeat what another version remembers.
		 */
		private static String hash(List<Mutation> mutations) {
			byte[] json = JSON.writeValueAsBytes(mutations.stream().map(Key::parts).toList());
			try {
				return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static List<@Nullable Object> parts(Mutation mutation) {
			return Arrays.asList(mutation.table(), mutation.operation().name(), mutation.uid(), mutation.data(),
					(mutation.changed() != null) ? mutation.changed().stream().sorted().toList() : null,
					(mutation.at() != null) ? mutation.at().toString() : null);
		}

	}

	/**
	 * What became of a transaction.
	 *
	 * @param hash tells the transaction's mutations from others
	 * @param outcomes the outcome of each mutation, none if it was refused
	 * @param error why it was refused, or {@literal null}
	 * @param mutation the mutation that was refused, or {@literal null}
	 * @param xid the database transaction that recorded it
	 */
	record Remembered(String hash, List<MutationResult.Outcome> outcomes, @Nullable SyncException error,
			@Nullable Integer mutation, String xid) {

		/**
		 * This, if it is of the same transaction.
		 * @throws ReusedIdException if the same id was used for another transaction
		 */
		Remembered of(Key key) {
			if (!key.hash().equals(this.hash)) {
				throw new ReusedIdException();
			}
			return this;
		}

	}

}
