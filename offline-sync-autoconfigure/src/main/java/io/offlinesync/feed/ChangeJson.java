package io.offlinesync.feed;

import java.time.Instant;

import io.offlinesync.RecordMetadata;
import io.offlinesync.jdbc.CurrentRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The JSON of one change, encoded once for all who are sent it.
 */
final class ChangeJson {

	private static final int METADATA_LENGTH = 160;

	private ChangeJson() {
	}

	/**
	 * A record as it is now: with its value, or deleted.
	 * @param table the table's name
	 * @param record the record
	 * @return a JSON object
	 */
	static String of(String table, CurrentRecord record) {
		String value = record.json();
		StringBuilder json = start(table, record.uid(), (value != null) ? value.length() : 0);
		json.append(",\"value\":").append(value).append(",\"metadata\":");
		append(json, record.metadata());
		return json.append('}').toString();
	}

	/**
	 * A record that is in none of the scopes any more.
	 * @param table the table's name
	 * @param uid the record
	 * @return a JSON object
	 */
	static String left(String table, String uid) {
		return start(table, uid, 0).append(",\"left\":true,\"value\":null,\"metadata\":null}").toString();
	}

	private static StringBuilder start(String table, String uid, int valueLength) {
		StringBuilder json = new StringBuilder(valueLength + METADATA_LENGTH + table.length() + uid.length());
		appendText(json.append("{\"table\":"), table);
		appendText(json.append(",\"uid\":"), uid);
		return json;
	}

	private static void append(StringBuilder json, RecordMetadata metadata) {
		append(json.append("{\"createdAt\":"), metadata.createdAt());
		append(json.append(",\"updatedAt\":"), metadata.updatedAt());
		append(json.append(",\"deletedAt\":"), metadata.deletedAt());
		json.append('}');
	}

	private static void append(StringBuilder json, @Nullable Instant stamp) {
		if (stamp == null) {
			json.append("null");
		}
		else {
			json.append('"');
			StampText.append(json, stamp);
			json.append('"');
		}
	}

	private static void appendText(StringBuilder json, String text) {
		json.append('"');
		if (isPlain(text)) {
			json.append(text);
		}
		else {
			JsonStringEncoder.getInstance().quoteAsString(text, json);
		}
		json.append('"');
	}

	private static boolean isPlain(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < ' ' || c == '"' || c == '\\') {
				return false;
			}
		}
		return true;
	}

}
