package io.offlinesync.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
				select body_hash, outcomes, error_code, error_message, error_details, error_mutation, xid::text
				from %s where principal = ? and client_id = ? and transaction_id = ?""".formatted(schema.client());
		this.insert = """
				insert into %s (principal, client_id, transaction_id, body_hash, outcomes, error_code, error_message,
				  error_details, error_mutation)
				values (?, ?, ?, ?, ?::text[], ?, ?, ?::jsonb, ?)""".formatted(schema.client());
	}

	/**
	 * Look up what became of a transaction.
	 * @param key which
	 * @return what is remembered, or empty
	 * @throws ReusedIdException if the same id was used for another transaction
	 */
	Optional<Remembered> find(Key key) {
		List<Remembered> found = this.jdbc.query(this.find, (row, index) -> {
			if (!key.hash().equals(row.getString(1))) {
				throw new ReusedIdException();
			}
			return remembered(row);
		}, key.principal(), key.clientId(), key.transactionId());
		return found.stream().findFirst();
	}

	private static Remembered remembered(ResultSet row) throws SQLException {
		String code = row.getString(3);
		SyncException error = null;
		if (code != null) {
			error = new SyncException(SyncErrorCode.valueOf(code), row.getString(4),
					JSON.readValue(row.getString(5), DETAILS), null);
		}
		List<MutationResult.Outcome> outcomes = List.of((String[]) row.getArray(2).getArray())
			.stream()
			.map(MutationResult.Outcome::valueOf)
			.toList();
		return new Remembered(outcomes, error, (Integer) row.getObject(6), row.getString(7));
	}

	/**
	 * Remember that a transaction was committed, in that transaction.
	 */
	void committed(Key key, List<MutationResult.Outcome> outcomes) {
		insert(key, outcomes, null, null);
	}

	/**
	 * Remember that a transaction was refused.
	 */
	void rejected(Key key, SyncException error, @Nullable Integer mutation) {
		insert(key, List.of(), error, mutation);
	}

	private void insert(Key key, List<MutationResult.Outcome> outcomes, @Nullable SyncException error,
			@Nullable Integer mutation) {
		this.jdbc.update(this.insert, key.principal(), key.clientId(), key.transactionId(), key.hash(),
				SqlValues.array("text", outcomes.stream().map(Enum::name).toList()),
				(error != null) ? error.code().name() : null, (error != null) ? error.getMessage() : null,
				(error != null) ? JSON.writeValueAsString(error.details()) : null, mutation);
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

		static Key of(@Nullable String principal, String clientId, ClientTransaction transaction) {
			return new Key(Objects.requireNonNullElse(principal, ""), clientId, transaction.id(),
					hash(transaction.mutations()));
		}

		private static String hash(List<Mutation> mutations) {
			try {
				MessageDigest digest = MessageDigest.getInstance("SHA-256");
				for (Mutation mutation : mutations) {
					digest.update(List
						.of(mutation.table(), mutation.operation(), mutation.uid(), String.valueOf(mutation.data()),
								(mutation.changed() != null) ? mutation.changed().stream().sorted().toList() : "",
								(mutation.at() != null) ? mutation.at() : Instant.MIN)
						.toString()
						.getBytes(StandardCharsets.UTF_8));
				}
				return HexFormat.of().formatHex(digest.digest());
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * What became of a transaction.
	 *
	 * @param outcomes the outcome of each mutation, none if it was refused
	 * @param error why it was refused, or {@literal null}
	 * @param mutation the mutation that was refused, or {@literal null}
	 * @param xid the database transaction that recorded it
	 */
	record Remembered(List<MutationResult.Outcome> outcomes, @Nullable SyncException error, @Nullable Integer mutation,
			String xid) {

	}

}
