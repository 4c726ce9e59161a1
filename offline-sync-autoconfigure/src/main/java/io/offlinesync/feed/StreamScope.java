package io.offlinesync.feed;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

import io.offlinesync.jdbc.BoundWhere;

/**
 * A part of a table that a stream follows.
 *
 * @param table the table's name
 * @param where the condition that its records fulfil, limited to what the user may read
 * @param fingerprint tells whether a cursor speaks of the same: the same user, table and
 * condition, and no gap in what was logged since
 */
record StreamScope(String table, BoundWhere where, String fingerprint) {

	private static final int FINGERPRINT_BYTES = 16;

	static StreamScope of(String user, String table, BoundWhere where, String epoch) {
		return new StreamScope(table, where, fingerprint(user, table, epoch, where.fingerprint()));
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
