package io.offlinesync.test;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A STOMP frame, written and read by other means than the server's own.
 *
 * @param command the command
 * @param headers the headers, not escaped
 * @param body the body
 */
public record StompFrame(String command, Map<String, String> headers, String body) {

	/**
	 * A frame to send. If it has a body, its length is added to the headers.
	 * @param command the command
	 * @param body the body
	 * @param headers names and values
	 * @return the frame
	 * @throws IllegalArgumentException if a header is there twice
	 */
	public static StompFrame of(String command, String body, String... headers) {
		Map<String, String> all = new LinkedHashMap<>();
		for (int i = 0; i < headers.length; i += 2) {
			if (all.put(headers[i], headers[i + 1]) != null) {
				throw new IllegalArgumentException("The header " + headers[i] + " is there twice");
			}
		}
		if (!body.isEmpty()) {
			all.put("content-length", String.valueOf(body.getBytes(StandardCharsets.UTF_8).length));
		}
		return new StompFrame(command, all, body);
	}

	/**
	 * Read one frame.
	 * @param text the text, with the NUL that ends it
	 * @return the frame
	 * @throws IllegalArgumentException if the text is anything else
	 */
	public static StompFrame parse(String text) {
		StompDecoder decoder = new StompDecoder();
		List<StompFrame> frames = decoder.decode(text);
		if (frames.size() != 1 || !decoder.isEmpty()) {
			throw new IllegalArgumentException("Not one whole frame: " + text);
		}
		return frames.get(0);
	}

	static StompFrame head(List<String> lines) {
		String command = lines.get(0);
		Map<String, String> headers = new LinkedHashMap<>();
		for (String line : lines.subList(1, lines.size())) {
			int colon = line.indexOf(':');
			if (colon < 0) {
				throw new IllegalArgumentException("Not a header: " + line);
			}
			String name = line.substring(0, colon);
			String value = line.substring(colon + 1);
			// Of a repeated header, the first counts.
			if (isEscaped(command)) {
				headers.putIfAbsent(unescape(name), unescape(value));
			}
			else {
				headers.putIfAbsent(name, value);
			}
		}
		return new StompFrame(command, headers, "");
	}

	/**
	 * The frame as it is sent.
	 * @return the text
	 */
	public String text() {
		StringBuilder text = new StringBuilder(this.command).append('\n');
		this.headers.forEach((name, value) -> text.append(isEscaped(this.command) ? escape(name) : name)
			.append(':')
			.append(isEscaped(this.command) ? escape(value) : value)
			.append('\n'));
		return text.append('\n').append(this.body).append('\0').toString();
	}

	private static boolean isEscaped(String command) {
		return !command.equals("CONNECT") && !command.equals("CONNECTED");
	}

	private static String escape(String text) {
		return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace(":", "\\c");
	}

	private static String unescape(String text) {
		StringBuilder result = new StringBuilder();
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			result.append((c != '\\') ? c : switch ((++i < text.length()) ? text.charAt(i) : ' ') {
				case 'n' -> '\n';
				case 'r' -> '\r';
				case 'c' -> ':';
				case '\\' -> '\\';
				default -> throw new IllegalArgumentException("Illegal escape: " + text);
			});
		}
		return result.toString();
	}

	/**
	 * The value of a header.
	 * @param name the header's name
	 * @return the value, or {@literal null} if there is no such header
	 */
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	/**
	 * The body as JSON.
	 * @return the tree
	 */
	public JsonNode json() {
		return Json.MAPPER.readTree(this.body);
	}

	/**
	 * What a reply brings.
	 * @return the result
	 * @throws AssertionError if it is no such reply
	 */
	public JsonNode result() {
		return member("result");
	}

	/**
	 * What went wrong.
	 * @return the error
	 * @throws AssertionError if nothing did
	 */
	public JsonNode error() {
		return member("error");
	}

	private JsonNode member(String name) {
		JsonNode json = json();
		if (!json.has(name)) {
			throw new AssertionError("No " + name + " in " + this.body);
		}
		return json.get(name);
	}

	/**
	 * The code of what went wrong.
	 * @return the code
	 */
	public String errorCode() {
		return error().get("code").stringValue();
	}

	/**
	 * The message of what went wrong.
	 * @return the message
	 */
	public String errorMessage() {
		return error().get("message").stringValue();
	}

}
