package io.offlinesync.feed;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import io.offlinesync.jdbc.LogPosition;
import org.jspecify.annotations.Nullable;

/**
 * Where a client stopped.
 *
 * @param position how far it knows the change log
 * @param scopes how far it has the snapshots of its scopes, by their fingerprints
 */
record Cursor(LogPosition position, Map<String, ScopeProgress> scopes) {

	private static final int MAX_LENGTH = 1 << 20;

	private static final char SCOPE = ',';

	private static final char UNFINISHED = '~';

	/**
	 * Read a cursor.
	 * @param text what a client sent
	 * @return the cursor, or {@literal null} if it cannot be read
	 */
	static @Nullable Cursor decode(@Nullable String text) {
		LogPosition position = (text != null && text.length() <= MAX_LENGTH) ? LogPosition.ofCursor(text) : null;
		if (text == null || position == null) {
			return null;
		}
		try {
			Map<String, ScopeProgress> scopes = new LinkedHashMap<>();
			for (String scope : text.substring(text.indexOf(LogPosition.END) + 1).split(String.valueOf(SCOPE), -1)) {
				int unfinished = scope.indexOf(UNFINISHED);
				if (unfinished < 0) {
					scopes.put(scope, ScopeProgress.FINISHED);
				}
				else {
					String after = scope.substring(unfinished + 1);
					scopes.put(scope.substring(0, unfinished), after.isEmpty() ? ScopeProgress.NONE : ScopeProgress
						.after(new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8)));
				}
			}
			return new Cursor(position, scopes);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Write the cursor.
	 * @return text that needs no escapes, in JSON and in headers
	 */
	String encode() {
		return text(this.position.encode(), encode(this.scopes));
	}

	/**
	 * Put the parts of a cursor together.
	 * @param position the encoded position
	 * @param scopes the encoded scopes
	 */
	static String text(String position, String scopes) {
		return position + LogPosition.END + scopes;
	}

	static String encode(Map<String, ScopeProgress> scopes) {
		StringBuilder text = new StringBuilder();
		scopes.forEach((fingerprint, progress) -> {
			text.append(text.isEmpty() ? "" : SCOPE).append(fingerprint);
			if (!progress.finished()) {
				text.append(UNFINISHED);
				if (progress.after() != null) {
					text.append(Base64.getUrlEncoder()
						.withoutPadding()
						.encodeToString(progress.after().getBytes(StandardCharsets.UTF_8)));
				}
			}
		});
		return text.toString();
	}

}
