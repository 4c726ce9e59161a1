package io.offlinesync.feed;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

import io.offlinesync.jdbc.BoundWhere;
import io.offlinesync.jdbc.ChangeLog;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table that a stream follows.
 *
 * @param table the table's name
 * @param where the condition that its records fulfil
 * @param fingerprint tells whether a cursor speaks of the same: the same user, table and
 * condition, and no gap in what was logged since
 */
record StreamScope(String table, BoundWhere where, String fingerprint) {

	private static final int FINGERPRINT_BYTES = 16;

	static StreamScope of(@Nullable String principal, StreamRequest.Scope scope, ChangeLog log) {
		BoundWhere where = log.bind(scope.table(), scope.where());
		return new StreamScope(scope.table(), where, fingerprint(Objects.requireNonNullElse(principal, ""),
				scope.table(), log.epoch(scope.table()), where.fingerprint()));
	}

	private static String fingerprint(String... parts) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (String part : parts) {
				byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
				digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
				digest.update(bytes);
			}
			return Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(Arrays.copyOf(digest.digest(), FINGERPRINT_BYTES));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
