package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What somebody sends again and again.
 */
enum Flood {

	HELLO(() -> send("hello", "{}").repeat(100), "unavailable", "too-large"),

	NO_JSON(() -> send("push", "{\"transactions\":[{").repeat(10), "invalid-request", "too-large"),

	STREAMS(() -> ("SUBSCRIBE\nid:s\ndestination:/app/sync/changes\nscopes:[{\"table\"\\c\"note\",\"where\"\\c{}}]\n\n\0"
			+ "UNSUBSCRIBE\nid:s\n\n\0")
		.repeat(100), "too-large"),

	ACKS(() -> "ACK\nid:x\n\n\0".repeat(1000), "CONNECTED"),

	RECEIPTS(() -> "UNSUBSCRIBE\nid:x\nreceipt:x\n\n\0".repeat(1000), "RECEIPT"),

	HEART_BEATS(() -> "\n".repeat(10_000), "CONNECTED"),

	TERMS(() -> find("{%s}".formatted(list(10_000, (i) -> "\"f" + i + "\":1"))), "too-large"),

	IN_VALUES(() -> find("{\"title\":{\"in\":[%s]}}".formatted(list(100_000, (i) -> "\"" + i + "\""))), "too-large"),

	DEEP_JSON(() -> find("[".repeat(100_000)), "too-large"),

	MANY_TOKENS(() -> find("{\"title\":{\"in\":[%s]}}".formatted(list(60_000, (i) -> "{}"))), "invalid-where"),

	LARGE_REQUESTS(
			() -> send("note/reconcile",
					"{\"where\":{},\"metadata\":{%s}}".formatted(list(10_000, (i) -> "\"%s\":{}".formatted(uid(i))))),
			"CONNECTED"),

	LARGE_PUSHES(() -> send("push",
			"{\"transactions\":[{\"id\":\"1\",\"mutations\":[%s]}]}".formatted(list(500,
					(i) -> ("{\"table\":\"note\",\"op\":\"create\",\"uid\":\"new-%d\",\"data\":{\"body\":\"b\"},"
							+ "\"at\":\"2026-01-01T10:00:00Z\"}")
						.formatted(i)))),
			"CONNECTED"),

	ENDLESS_FRAMES(() -> "SEND\n\n" + "x".repeat(100_000), "too-large"),

	HALF_FRAMES(() -> "SEND\n\n" + "x".repeat(900_000), "CONNECTED") {
		@Override
		int perSession() {
			return 1;
		}
	},

	HALF_HEADERS(() -> "SEND\n" + "a:b\n".repeat(10_000), "too-large"),

	NO_CONNECT(() -> "\n") {
		@Override
		int perSession() {
			return 1;
		}

		@Override
		int sessions() {
			return 50;
		}

		@Override
		boolean connects() {
			return false;
		}

		@Override
		boolean reads() {
			return false;
		}
	},

	NO_READER(() -> send("note/find-many", "{\"where\":{},\"limit\":1000}")) {
		@Override
		int perSession() {
			return 500;
		}

		@Override
		boolean reads() {
			return false;
		}
	},

	PINGS_WITHOUT_READER(() -> "x".repeat(125)) {
		@Override
		int firstByte() {
			return RawWebSocket.FINAL | RawWebSocket.PING;
		}

		@Override
		boolean reads() {
			return false;
		}
	};

	private final Supplier<String> message;

	private final Set<String> told;

	Flood(Supplier<String> message, String... told) {
		this.message = message;
		this.told = Set.of(told);
	}

	/** The payload of each message. */
	byte[] message() {
		return this.message.get().getBytes(StandardCharsets.UTF_8);
	}

	/** The flags and the opcode of each message. */
	int firstByte() {
		return RawWebSocket.FINAL | RawWebSocket.BINARY;
	}

	/** Error codes and commands that have to come back. */
	Set<String> told() {
		return this.told;
	}

	/** How many messages a session sends at most. */
	int perSession() {
		return Integer.MAX_VALUE;
	}

	/** How many sessions a flooder has at the same time. */
	int sessions() {
		return 10;
	}

	/** Whether the sessions begin with a CONNECT. */
	boolean connects() {
		return true;
	}

	/** Whether the sessions read. */
	boolean reads() {
		return true;
	}

	private static String send(String path, String body) {
		return "SEND\ndestination:/app/sync/" + path + "\n\n" + body + "\0";
	}

	private static String find(String where) {
		return send("note/find-many", "{\"where\":" + where + "}");
	}

	private static String list(int length, IntFunction<String> element) {
		return IntStream.range(0, length).mapToObj(element).collect(Collectors.joining(","));
	}

	private static String uid(int number) {
		return new UUID(number, number).toString();
	}

}
