package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A frame that a server sent, read by other means than the server's own.
 *
 * @param command the command
 * @param headers the headers, unescaped
 * @param body the body
 */
public record Frame(String command, Map<String, String> headers, String body) {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	public static Frame parse(String text) {
		int bodyStart = text.indexOf("\n\n") + 2;
		String[] lines = text.substring(0, bodyStart - 2).split("\n");
		Map<String, String> headers = new LinkedHashMap<>();
		for (int i = 1; i < lines.length; i++) {
			int colon = lines[i].indexOf(':');
			headers.put(unescape(lines[i].substring(0, colon)), unescape(lines[i].substring(colon + 1)));
		}
		if (!text.endsWith("\0")) {
			throw new IllegalArgumentException("Not terminated: " + text);
		}
		String body = text.substring(bodyStart, text.length() - 1);
		String length = headers.get("content-length");
		if (length != null && Integer.parseInt(length) != body.getBytes(StandardCharsets.UTF_8).length) {
			throw new IllegalArgumentException("Wrong content-length: " + text);
		}
		return new Frame(lines[0], headers, body);
	}

	private static String unescape(String text) {
		StringBuilder result = new StringBuilder();
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			result.append((c != '\\') ? c : switch (text.charAt(++i)) {
				case 'n' -> '\n';
				case 'r' -> '\r';
				case 'c' -> ':';
				case '\\' -> '\\';
				default -> throw new IllegalArgumentException("Illegal escape: " + text);
			});
		}
		return result.toString();
	}

	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	public JsonNode json() {
		return JSON.readTree(this.body);
	}

	public JsonNode result() {
		JsonNode json = json();
		if (!json.has("result")) {
			throw new AssertionError("No result in " + this.body);
		}
		return json.get("result");
	}

	public JsonNode error() {
		JsonNode json = json();
		if (!json.has("error")) {
			throw new AssertionError("No error in " + this.body);
		}
		return json.get("error");
	}

	public String errorCode() {
		return error().get("code").stringValue();
	}

	public String errorMessage() {
		return error().get("message").stringValue();
	}

}
