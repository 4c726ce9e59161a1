package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The text of the frames that the server sends.
 */
final class StompFrames {

	static final String HEART_BEAT = "\n";

	private static final String JSON = "application/json";

	/** A header, an empty line and a NUL. */
	private static final int MOST_OF_THE_END = 40;

	private StompFrames() {
	}

	static String connected(long sends, long wants) {
		// Never escaped in this frame, and therefore without anything from outside.
		return "CONNECTED\nversion:1.2\nheart-beat:" + sends + ',' + wants + "\n\n\0";
	}

	static String receipt(String id) {
		return new Builder("RECEIPT").header("receipt-id", id).end("");
	}

	static String error(String message, @Nullable String receipt, String json) {
		Builder frame = new Builder("ERROR").header("message", message).header("version", "1.2");
		if (receipt != null) {
			frame.header("receipt-id", receipt);
		}
		return frame.header("content-type", JSON).end(json);
	}

	static String reply(String destination, String subscription, String id, @Nullable String correlationId,
			String json) {
		Builder frame = message(destination, subscription, id);
		if (correlationId != null) {
			frame.header("correlation-id", correlationId);
		}
		return frame.header("content-type", JSON).end(json);
	}

	static String page(String destination, String subscription, String id, boolean acknowledged, String json) {
		Builder frame = message(destination, subscription, id);
		if (acknowledged) {
			frame.header("ack", id);
		}
		return frame.header("content-type", JSON).end(json);
	}

	private static Builder message(String destination, String subscription, String id) {
		return new Builder("MESSAGE").header("destination", destination)
			.header("subscription", subscription)
			.header("message-id", id);
	}

	/**
	 * How many bytes a text has in UTF-8.
	 * @param text the text, without unpaired surrogates
	 * @return the number of bytes
	 */
	static int utf8Length(String text) {
		// Copying it is many times faster than looking at each character.
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	private static final class Builder {

		private final StringBuilder text;

		private Builder(String command) {
			this.text = new StringBuilder(command).append('\n');
		}

		private Builder header(String name, String value) {
			this.text.append(name).append(':');
			for (int i = 0; i < value.length(); i++) {
				escape(value.charAt(i));
			}
			this.text.append('\n');
			return this;
		}

		private void escape(char c) {
			switch (c) {
				case '\\' -> this.text.append("\\\\");
				case ':' -> this.text.append("\\c");
				case '\n' -> this.text.append("\\n");
				case '\r' -> this.text.append("\\r");
				default -> this.text.append(c);
			}
		}

		private String end(String body) {
			this.text.ensureCapacity(this.text.length() + body.length() + MOST_OF_THE_END);
			this.text.append("content-length:").append(utf8Length(body)).append("\n\n");
			return this.text.append(body).append('\0').toString();
		}

	}

}
