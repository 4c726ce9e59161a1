package io.offlinesync.feed;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A page of a stream.
 *
 * @param cursor where a client stands that has stored it
 * @param changes the changes, each a JSON object that is encoded when it is asked for
 * @param snapshot the scopes whose snapshot is still coming
 * @param reset the scopes of which the client must forget what it held
 * @param seen the snapshot that the client then equals, or {@literal null} if it does not
 * equal one
 */
record StreamPage(String cursor, List<Supplier<String>> changes, List<Integer> snapshot, List<Integer> reset,
		@Nullable String seen) {

	private static final int FRAME = 200;

	/**
	 * Whether the page tells nothing but how far it goes.
	 */
	boolean isSilent() {
		return this.changes.isEmpty() && this.reset.isEmpty();
	}

	String toJson() {
		int length = FRAME + this.cursor.length() + ((this.seen != null) ? this.seen.length() : 0);
		List<String> changes = this.changes.stream().map(Supplier::get).toList();
		for (String change : changes) {
			length += change.length() + 1;
		}
		StringBuilder json = new StringBuilder(length);
		json.append("{\"cursor\":\"").append(this.cursor).append("\",\"changes\":[");
		String separator = "";
		for (String change : changes) {
			json.append(separator).append(change);
			separator = ",";
		}
		json.append(']');
		append(json, "snapshot", this.snapshot);
		append(json, "reset", this.reset);
		json.append(",\"complete\":").append(this.seen != null);
		if (this.seen != null) {
			json.append(",\"seen\":\"").append(this.seen).append('"');
		}
		return json.append('}').toString();
	}

	private static void append(StringBuilder json, String name, List<Integer> scopes) {
		if (!scopes.isEmpty()) {
			json.append(",\"").append(name).append("\":[");
			String separator = "";
			for (int scope : scopes) {
				json.append(separator).append(scope);
				separator = ",";
			}
			json.append(']');
		}
	}

}
