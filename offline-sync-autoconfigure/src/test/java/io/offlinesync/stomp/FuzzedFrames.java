package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Frames of every kind that are nearly right.
 */
final class FuzzedFrames {

	private static final String STAMP = "2026-01-01T10:00:00.000Z";

	private static final List<String> COMMANDS = List.of("CONNECT", "STOMP", "SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK",
			"NACK", "BEGIN", "COMMIT", "ABORT", "DISCONNECT", "CONNECTED", "MESSAGE", "RECEIPT", "ERROR", "GET", "send",
			"");

	private static final List<String> HEADERS = List.of("destination:/app/sync/hello", "destination:/app/sync/changes",
			"destination:/app/sync/replies", "destination:/app/sync//hello", "destination:/app/sync/",
			"destination:/app/sync/page%2Ffind-many", "destination:/app/sync/{table}/find-many",
			"destination:/app/sync/*/find-many", "destination:/user/app/sync/replies", "destination:/topic/x",
			"destination:", "destination:/app/sync/" + "x".repeat(5000), "content-length:-1", "content-length:0",
			"content-length:1", "content-length:70000", "content-length:2147483647", "content-length:99999999999",
			"content-length: 5", "content-length:0x5", "content-type:application/json;charset=utf-16",
			"content-type:;;;", "content-type:text/plain", "heart-beat:0,0", "heart-beat:1,1", "heart-beat:-1,0",
			"heart-beat:a,b", "heart-beat:1", "heart-beat:1,2,3", "heart-beat:9223372036854775807,9223372036854775807",
			"heart-beat:99999999999999999999,0", "heart-beat:", "accept-version:1.2", "accept-version:",
			"accept-version:1.0,1.1", "receipt:r", "receipt:", "receipt:\\n\\c\\\\", "receipt:\\t", "transaction:1",
			"selector:a = 1", "ack:auto", "ack:client", "ack:client-individual", "ack:never", "id:", "id:replies",
			"subscription:replies", "message-id:1", "correlation-id:" + "x".repeat(65), "correlation-id:", "scopes:",
			"scopes:[]", "scopes:null", "scopes:{}", "scopes:[{}]", "cursor:", "cursor:AAAA", "simpSessionId:1",
			"simpUser:x", "simpMessageType:MESSAGE", "stompCommand:SEND", "nativeHeaders:x", "token:wrong", "token:",
			"token:eve/1", "token:eve/-1", "token:eve/x", "login:x", "passcode:x", "host:", ":", "::", "a", "a:\\",
			"x:" + "y".repeat(70_000));

	private final Random random;

	private final FuzzedJson json;

	private final List<String> cursors;

	private final List<String> acks;

	private int number;

	/**
	 * Create a source of frames for one session.
	 * @param random what decides
	 * @param json makes the bodies
	 * @param cursors what streams told, which may grow meanwhile
	 * @param acks what can be acknowledged, which may grow meanwhile
	 */
	FuzzedFrames(Random random, FuzzedJson json, List<String> cursors, List<String> acks) {
		this.random = random;
		this.json = json;
		this.cursors = cursors;
		this.acks = acks;
	}

	/** A frame that is a frame, though what it says may be nonsense. */
	Fuzzed wellFormed() {
		return switch (this.random.nextInt(16)) {
			case 0, 1 -> subscribe();
			case 2 -> other(text("UNSUBSCRIBE", "", "id", "s" + this.random.nextInt(this.number + 1)));
			case 3 ->
				other(text(this.random.nextInt(4) > 0 ? "ACK" : "NACK", "", "id", chosen(this.acks, this.json.text())));
			default -> request();
		};
	}

	/** Something that may be no frame at all, nor the end of one. */
	byte[] malformed() {
		Fuzzed frame = (this.random.nextInt(8) > 0) ? wellFormed()
				: other(text("CONNECT", "", "accept-version", "1.2", "token", "eve"));
		String text = (this.random.nextInt(3) > 0) ? withOtherHeaders(frame.text()) : frame.text();
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		for (int i = this.random.nextInt(3); i > 0; i--) {
			bytes = withOtherBytes(bytes);
		}
		return bytes;
	}

	private Fuzzed subscribe() {
		String id = "s" + ++this.number;
		String scopes = mutated(this.random.nextBoolean()
				? "[{\"table\":\"page\",\"where\":{\"folder\":\"%s\"}},{\"table\":\"todo\",\"where\":{\"done\":false}}]"
					.formatted(this.json.uid())
				: "[{\"table\":\"%s\",\"where\":{}}]".formatted(this.json.name()));
		List<String> headers = new ArrayList<>(List.of("id", id, "destination", "/app/sync/changes", "scopes", scopes));
		if (this.random.nextBoolean()) {
			headers.addAll(List.of("ack", List.of("auto", "client", "client-individual").get(this.random.nextInt(3))));
		}
		if (this.random.nextBoolean()) {
			headers.addAll(List.of("cursor", cursor()));
		}
		return other(text("SUBSCRIBE", "", headers.toArray(String[]::new)));
	}

	private String cursor() {
		StringBuilder cursor = new StringBuilder(chosen(this.cursors, "AAAA"));
		if (this.random.nextInt(3) == 0 && !cursor.isEmpty()) {
			cursor.setCharAt(this.random.nextInt(cursor.length()), (char) (33 + this.random.nextInt(94)));
		}
		return cursor.toString();
	}

	private Fuzzed request() {
		String id = "c" + ++this.number;
		String path = path();
		String body = mutated(body(path.substring(path.indexOf('/') + 1)));
		return new Fuzzed(text("SEND", body, "destination", "/app/sync/" + path, "correlation-id", id, "content-length",
				String.valueOf(body.getBytes(StandardCharsets.UTF_8).length)), id);
	}

	private String path() {
		if (this.random.nextInt(20) == 0) {
			return this.json.name() + "/" + this.json.name();
		}
		String operation = List
			.of("hello", "push", "push", "push", "find-unique", "find-many", "create", "update", "delete", "reconcile")
			.get(this.random.nextInt(10));
		return (operation.equals("hello") || operation.equals("push")) ? operation : table() + "/" + operation;
	}

	private String table() {
		return List.of("page", "folder", "member", "invoice", "key", "room", "todo", "todo_list", "note", "sample")
			.get(this.random.nextInt(10));
	}

	private String body(String operation) {
		String uid = this.json.uid();
		return switch (operation) {
			case "find-unique" -> "{\"where\":%s}".formatted(where());
			case "find-many" -> "{\"where\":%s,\"limit\":3,\"after\":\"%s\"}".formatted(where(), uid);
			case "create" -> "{\"uid\":\"%s\",\"data\":%s,\"createdAt\":\"%s\"}".formatted(uid, data(table()), stamp());
			case "update" -> "{\"uid\":\"%s\",\"data\":%s,\"changed\":[\"%s\"],\"updatedAt\":\"%s\"}".formatted(uid,
					data(table()), this.json.name(), stamp());
			case "delete" -> "{\"uid\":\"%s\",\"deletedAt\":\"%s\"}".formatted(uid, stamp());
			case "reconcile" ->
				"{\"where\":%s,\"metadata\":{\"%s\":{\"createdAt\":\"%s\",\"updatedAt\":null,\"deletedAt\":null}},\"after\":\"%s\"}"
					.formatted(where(), uid, stamp(), this.json.uid());
			case "push" -> "{\"clientId\":\"c\",\"transactions\":[{\"id\":\"%s\",\"mutations\":[%s,%s]}]}"
				.formatted(UUID.nameUUIDFromBytes(randomBytes()), mutation(), mutation());
			default -> "{}";
		};
	}

	private byte[] randomBytes() {
		byte[] bytes = new byte[2];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private String mutation() {
		String table = table();
		String uid = this.json.uid();
		return switch (this.random.nextInt(4)) {
			case 0 ->
				"{\"table\":\"%s\",\"op\":\"delete\",\"uid\":\"%s\",\"at\":\"%s\"}".formatted(table, uid, stamp());
			case 1 -> "{\"table\":\"%s\",\"op\":\"update\",\"uid\":\"%s\",\"data\":%s,\"at\":\"%s\"}".formatted(table,
					uid, data(table), stamp());
			default -> "{\"table\":\"%s\",\"op\":\"create\",\"uid\":\"%s\",\"data\":%s,\"at\":\"%s\"}".formatted(table,
					uid, data(table), stamp());
		};
	}

	private String data(String table) {
		String uid = this.json.uid();
		return switch (table) {
			case "page" -> "{\"folder\":\"%s\",\"text\":\"page\"}".formatted(uid);
			case "folder" -> "{\"owner\":\"eve\",\"name\":\"Folder\"}";
			case "member" -> "{\"folder\":\"%s\",\"person\":\"eve\"}".formatted(uid);
			case "invoice" -> "{\"title\":\"Invoice\"}";
			case "key" -> "{\"door\":\"north\",\"holder\":\"eve\"}";
			case "room" -> "{\"door\":\"south\",\"content\":\"%s\"}".formatted(this.json.name());
			case "todo" -> "{\"listUid\":\"%s\",\"title\":\"t\",\"done\":false,\"priority\":1,\"dueAt\":\"%s\"}"
				.formatted(uid, STAMP);
			case "todo_list" -> "{\"name\":\"List\"}";
			case "note" -> "{\"title\":\"t\",\"body\":\"b\",\"color\":null}";
			default -> "{\"amount\":1.5,\"ratio\":0.5,\"whole\":7,\"day\":\"2026-01-01\",\"noon\":\"12:00:00\","
					+ "\"moment\":\"2026-01-01T10:00:00Z\",\"color\":\"RED\",\"name\":\"n\",\"flag\":true}";
		};
	}

	private String where() {
		return List.of("{}", "{\"folder\":\"%s\",\"text\":{\"gt\":\"a\"}}", "{\"uid\":\"%s\"}", "{\"door\":\"north\"}",
				"{\"listUid\":{\"in\":[\"%s\",null]},\"priority\":{\"gte\":1,\"lt\":9}}",
				"{\"done\":{\"ne\":true},\"dueAt\":{\"lte\":\"2026-01-01T10:00:00Z\"}}",
				"{\"amount\":1.5,\"ratio\":{\"lt\":0.5},\"whole\":7}",
				"{\"day\":\"2026-01-01\",\"noon\":{\"gt\":\"12:00:00\"},\"moment\":{\"in\":[\"2026-01-01T10:00:00Z\"]}}",
				"{\"color\":\"RED\",\"name\":\"n\",\"flag\":true,\"id\":1}")
			.get(this.random.nextInt(9))
			.formatted(this.json.uid());
	}

	private String stamp() {
		return this.random.nextBoolean() ? STAMP : "2026-01-01T10:00:%02d.000Z".formatted(this.random.nextInt(60));
	}

	private String mutated(String text) {
		return (this.random.nextInt(4) > 0) ? this.json.mutate(text) : text;
	}

	private static Fuzzed other(String text) {
		return new Fuzzed(text, null);
	}

	private static String text(String command, String body, String... headers) {
		return StompTestClient.text(command, body, headers);
	}

	private String withOtherHeaders(String frame) {
		int bodyAt = frame.indexOf("\n\n");
		List<String> lines = new ArrayList<>(List.of(frame.substring(0, bodyAt).split("\n")));
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			int at = this.random.nextInt(lines.size());
			switch (this.random.nextInt(8)) {
				case 0 -> lines.set(0, COMMANDS.get(this.random.nextInt(COMMANDS.size())));
				case 1 -> lines.add(lines.get(at));
				case 2 -> Collections.shuffle(lines.subList(Math.min(1, lines.size()), lines.size()), this.random);
				case 3 -> lines.remove((lines.size() > 1) ? at : 0);
				case 4 -> lines.set(at, lines.get(at) + '\r');
				default -> lines.add(Math.min(1, lines.size()), HEADERS.get(this.random.nextInt(HEADERS.size())));
			}
			if (lines.isEmpty()) {
				lines.add("SEND");
			}
		}
		return String.join("\n", lines) + frame.substring(bodyAt);
	}

	private byte[] withOtherBytes(byte[] bytes) {
		byte[] changed = bytes.clone();
		int at = this.random.nextInt(bytes.length);
		switch (this.random.nextInt(6)) {
			case 0 -> changed[at] ^= (byte) (1 << this.random.nextInt(8));
			case 1 -> changed[at] = (byte) this.random.nextInt(256);
			case 2 -> changed[at] = 0;
			case 3 -> {
				return Arrays.copyOf(bytes, at + 1);
			}
			case 4 -> {
				changed = Arrays.copyOf(bytes, bytes.length * 2 - at);
				System.arraycopy(bytes, at, changed, bytes.length, bytes.length - at);
			}
			default -> Arrays.fill(changed, at, Math.min(at + 4, changed.length), (byte) 0xff);
		}
		return changed;
	}

	private String chosen(List<String> list, String otherwise) {
		String[] all = list.toArray(String[]::new);
		return (all.length > 0) ? all[this.random.nextInt(all.length)] : otherwise;
	}

	/**
	 * A frame.
	 *
	 * @param text the frame
	 * @param correlationId what its answer has to say, or {@literal null} if there is
	 * none
	 */
	record Fuzzed(String text, @Nullable String correlationId) {

	}

}
