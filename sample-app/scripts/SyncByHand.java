import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sync protocol by hand: what an offline client says and what the server answers,
 * frame by frame. It needs a running sample and a JDK, 17 or later, and nothing else:
 *
 * <pre>
 * java sample-app/scripts/SyncByHand.java [ws://localhost:8080/offline-sync]
 * </pre>
 *
 * It follows the list "Household", adds to-dos to it and deletes them again. It ends with
 * 1 when the server does not answer, or answers with an error.
 */
public class SyncByHand {

	static final String HOUSEHOLD = "00000000-0000-4000-8000-000000000001";

	/** STOMP: a SEND goes here with what is to be done, `hello` for example. */
	static final String PREFIX = "/app/sync/";

	/** The id of our stream, for us to choose. */
	static final String STREAM = "household";

	final BlockingQueue<Frame> received = new LinkedBlockingQueue<>();

	/** What our stream said since we last began to follow. */
	final List<String> pages = new ArrayList<>();

	final WebSocket socket;

	/** How far the server's clock is ahead of ours. */
	Duration offset = Duration.ZERO;

	Instant lastStamp = Instant.EPOCH;

	int requests;

	public static void main(String[] args) throws Exception {
		URI uri = URI.create((args.length > 0) ? args[0] : "ws://localhost:8080/offline-sync");
		try {
			new SyncByHand(uri).run(uri);
		}
		catch (Failure failure) {
			System.err.println("\nFAILED: " + failure.getMessage());
			System.exit(1);
		}
	}

	SyncByHand(URI uri) throws Failure {
		try {
			this.socket = HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.subprotocols("v12.stomp")
				.connectTimeout(Duration.ofSeconds(10))
				.buildAsync(uri, new Receiver())
				.join();
		}
		catch (CompletionException ex) {
			throw new Failure((ex.getCause() instanceof ConnectException)
					? "nothing listens at " + uri + ". Start the sample first: mvn -pl sample-app -am spring-boot:run"
					: "no WebSocket at " + uri + ": " + ex.getCause());
		}
	}

	void run(URI uri) throws Exception {
		title("Connect. We ask for no heart-beats, since we do not stay long, and say who we are, which the sample believes.");
		send("CONNECT", headers("accept-version", "1.2", "host", uri.getHost(), "heart-beat", "0,0", "user", "script"), "");
		await("CONNECTED", (frame) -> frame.command.equals("CONNECTED"));

		title("Subscribe to the replies, once. The receipt says that from now on none can be missed.");
		send("SUBSCRIBE", headers("id", "replies", "destination", PREFIX + "replies", "receipt", "subscribed"), "");
		await("RECEIPT", (frame) -> frame.command.equals("RECEIPT"));

		title("Hello. The server says what it syncs, and its time: stamps are to be in the server's time.");
		String hello = request("hello", "{}");
		this.offset = Duration.between(Instant.now(), Instant.parse(field(hello, "serverTime")));

		title("Read the first three to-dos of the list Household that are not done. `next` is where the next page begins.");
		request("todo/find-many", """
				{"where": {"listUid": "%s", "done": false, "priority": {"gte": 1}}, "limit": 3}"""
			.formatted(HOUSEHOLD));

		title("Follow the list: a stream. First comes what the list holds now, in pages. The server sends a few and waits"
				+ " until we acknowledge them. `complete` says that we hold all of it.");
		follow(null);
		page("the whole list", (page) -> has(page, "complete", "true"));

		title("Create a to-do. A client makes its uid, and stamps it, and so could have done so offline.");
		String first = UUID.randomUUID().toString();
		String createdAt = stamp();
		request("todo/create", """
				{"uid": "%s", "createdAt": "%s", "data": %s}""".formatted(first, createdAt,
				todo(first, "Water the plants", "", false)));

		title("Everybody who follows the list hears of it, and so do we. (It may have come before the answer, above.)");
		page("the new to-do", (page) -> has(page, "uid", '"' + first + '"'));

		title("Update it. `data` is our whole copy, `changed` what the user really touched: nothing else is set, so that"
				+ " our old copy of the rest undoes nothing.");
		request("todo/update", """
				{"uid": "%s", "updatedAt": "%s", "changed": ["done"], "data": %s}""".formatted(first, stamp(),
				todo(first, "A title that is not taken over", "", true)));

		title("Stop following, as if we went offline. We keep the cursor of the last page: where we stopped.");
		unfollow();
		String cursor = field(this.pages.get(this.pages.size() - 1), "cursor");

		title("Push what was written offline: a transaction of two mutations, all of it or nothing.");
		String second = UUID.randomUUID().toString();
		String push = """
				{"clientId": "%s", "transactions": [{"id": "%s", "mutations": [
					{"table": "todo", "op": "update", "uid": "%s", "at": "%s", "changed": ["notes"], "data": %s},
					{"table": "todo", "op": "create", "uid": "%s", "at": "%s", "data": %s}]}]}""".formatted(
				UUID.randomUUID(), UUID.randomUUID(), first, stamp(),
				todo(first, "Water the plants", "The cactus too", true), second, stamp(),
				todo(second, "Feed the cat", "", false));
		request("push", push);

		title("Push it again, as a client does that lost its connection before the answer came. Thanks to `clientId` and"
				+ " the transaction's id it is recognised: the same answer, and nothing is applied twice.");
		request("push", push);

		title("Delete the first. A tombstone stays, so that nobody brings the to-do back who has not heard of it.");
		request("todo/delete", """
				{"uid": "%s", "deletedAt": "%s"}""".formatted(first, stamp()));

		title("Follow the list again, from the cursor on: we hear only what happened meanwhile, whoever did it. Of the"
				+ " first to-do we hear that it is gone: its `value` is null, and `deletedAt` says since when.");
		follow(cursor);
		page("the second to-do", (page) -> has(page, "uid", '"' + second + '"'));
		page("the end of the first", (page) -> has(page, "uid", '"' + first + '"') && has(page, "deletedAt", "\""));

		title("Reconcile: we say what we hold, by uid and times only, and hear who lacks what. We play a client that"
				+ " still has the first to-do, has an old version of the second, and has a third of its own.");
		String third = UUID.randomUUID().toString();
		request("todo/reconcile", """
				{"where": {"uid": {"in": ["%1$s", "%2$s", "%3$s"]}}, "metadata": {
					"%1$s": {"createdAt": "%4$s", "updatedAt": null, "deletedAt": null},
					"%2$s": {"createdAt": "%4$s", "updatedAt": null, "deletedAt": null},
					"%3$s": {"createdAt": "%5$s", "updatedAt": null, "deletedAt": null}}}""".formatted(first, second,
				third, createdAt, stamp()));

		title("Tidy up, and say goodbye.");
		request("todo/delete", """
				{"uid": "%s", "deletedAt": "%s"}""".formatted(second, stamp()));
		unfollow();
		send("DISCONNECT", headers("receipt", "bye"), "");
		await("RECEIPT", (frame) -> "bye".equals(frame.headers.get("receipt-id")));
		// After the receipt the server closes too, and may have been first.
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally((closed) -> this.socket).join();
		System.out.println("\nAll of it worked.");
	}

	static String todo(String uid, String title, String notes, boolean done) {
		return """
				{"uid": "%s", "listUid": "%s", "title": "%s", "notes": "%s", "done": %s, "priority": 1,
					"dueAt": null, "position": 65000, "assignee": "ana"}""".formatted(uid, HOUSEHOLD, title, notes,
				done);
	}

	/**
	 * A stamp for a change made now: our clock corrected by the server's, in
	 * milliseconds, and always later than the one before. (A real client also makes it
	 * later than the version that its user was looking at.)
	 */
	String stamp() {
		Instant now = Instant.now().plus(this.offset).truncatedTo(ChronoUnit.MILLIS);
		this.lastStamp = now.isAfter(this.lastStamp) ? now : this.lastStamp.plusMillis(1);
		return this.lastStamp.toString();
	}

	/**
	 * Send a request, wait for its reply, which repeats the correlation id, and give its
	 * body.
	 */
	String request(String operation, String body) throws Exception {
		String id = "request-" + ++this.requests;
		send("SEND",
				headers("destination", PREFIX + operation, "correlation-id", id, "content-type", "application/json"),
				body);
		Frame reply = await("the reply to " + operation, (frame) -> id.equals(frame.headers.get("correlation-id")));
		if (reply.body.startsWith("{\"error\"") || has(reply.body, "outcome", "\"rejected\"")) {
			throw new Failure(operation + " was refused, see above");
		}
		return reply.body;
	}

	void follow(String cursor) {
		this.pages.clear();
		Map<String, String> headers = headers("id", STREAM, "destination", PREFIX + "changes", "ack",
				"client-individual", "scopes", """
						[{"table": "todo", "where": {"listUid": "%s"}}]""".formatted(HOUSEHOLD));
		if (cursor != null) {
			headers.put("cursor", cursor);
		}
		send("SUBSCRIBE", headers, "");
	}

	/**
	 * After the receipt no page comes any more.
	 */
	void unfollow() throws Exception {
		send("UNSUBSCRIBE", headers("id", STREAM, "receipt", "unsubscribed"), "");
		await("RECEIPT", (frame) -> "unsubscribed".equals(frame.headers.get("receipt-id")));
	}

	/**
	 * Wait for a page of our stream, unless it came already.
	 */
	void page(String what, Predicate<String> expected) throws Exception {
		while (this.pages.stream().noneMatch(expected)) {
			await(what, this::ofStream);
		}
	}

	boolean ofStream(Frame frame) {
		return STREAM.equals(frame.headers.get("subscription"));
	}

	/**
	 * Pages come whenever there is something to say, also while we wait for an answer. A
	 * real client stores each, with its cursor, before it acknowledges it.
	 */
	void keep(Frame page) throws Failure {
		if (page.body.startsWith("{\"error\"")) {
			throw new Failure("the stream ended with an error, see above");
		}
		this.pages.add(page.body);
		send("ACK", headers("id", page.headers.get("ack")), "");
	}

	void send(String command, Map<String, String> headers, String body) {
		if (!body.isEmpty()) {
			headers.put("content-length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
		}
		Frame frame = new Frame(command, headers, body);
		frame.print(">>>");
		this.socket.sendText(frame.text(), true).join();
	}

	Frame await(String what, Predicate<Frame> expected) throws Exception {
		while (true) {
			Frame frame = this.received.poll(10, TimeUnit.SECONDS);
			if (frame == null) {
				throw new Failure("waited 10 seconds for " + what);
			}
			frame.print("<<<");
			if (frame.command.equals("ERROR")) {
				throw new Failure("the server sent an ERROR frame and closes the connection");
			}
			if (frame.command.equals("CLOSED")) {
				throw new Failure("the connection was closed while waiting for " + what);
			}
			if (ofStream(frame)) {
				keep(frame);
			}
			if (expected.test(frame)) {
				return frame;
			}
		}
	}

	static void title(String text) {
		System.out.println("\n# " + text.replaceAll("(.{1,100})( |$)", "$1\n# ").replaceAll("\n# $", ""));
	}

	static String field(String json, String name) throws Failure {
		Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
		if (!matcher.find()) {
			throw new Failure("the answer has no " + name);
		}
		return matcher.group(1);
	}

	static boolean has(String json, String name, String value) {
		return Pattern.compile("\"" + name + "\"\\s*:\\s*" + value).matcher(json).find();
	}

	static Map<String, String> headers(String... namesAndValues) {
		Map<String, String> headers = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return headers;
	}

	/**
	 * A STOMP frame: a command, headers, an empty line, a body, and a NUL.
	 */
	record Frame(String command, Map<String, String> headers, String body) {

		String text() {
			StringBuilder text = new StringBuilder(this.command).append('\n');
			// CONNECT is the one frame whose headers are not escaped.
			this.headers.forEach((name, value) -> text.append(name)
				.append(':')
				.append(this.command.equals("CONNECT") ? value : escape(value))
				.append('\n'));
			return text.append('\n').append(this.body).append('\0').toString();
		}

		static Frame parse(String text) {
			int end = text.indexOf("\n\n");
			String[] lines = text.substring(0, end).split("\n");
			Map<String, String> headers = new LinkedHashMap<>();
			for (int i = 1; i < lines.length; i++) {
				int colon = lines[i].indexOf(':');
				// Of a repeated header, the first counts.
				headers.putIfAbsent(unescape(lines[i].substring(0, colon)), unescape(lines[i].substring(colon + 1)));
			}
			return new Frame(lines[0], headers, text.substring(end + 2));
		}

		static String escape(String value) {
			return value.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n").replace(":", "\\c");
		}

		static String unescape(String value) {
			return Pattern.compile("\\\\(.)").matcher(value).replaceAll((match) -> switch (match.group(1)) {
				case "r" -> "\r";
				case "n" -> "\n";
				case "c" -> ":";
				default -> "\\\\";
			});
		}

		void print(String direction) {
			System.out.println(direction + " " + this.command);
			this.headers.forEach((name, value) -> System.out.println("    " + name + ": " + value));
			if (!this.body.isEmpty()) {
				System.out.println(indent(this.body).indent(4).stripTrailing());
			}
		}

		/**
		 * JSON with a line for each member.
		 */
		static String indent(String json) {
			StringBuilder text = new StringBuilder();
			int depth = 0;
			boolean string = false;
			for (int i = 0; i < json.length(); i++) {
				char c = json.charAt(i);
				if (string) {
					text.append(c);
					if (c == '\\') {
						text.append(json.charAt(++i));
					}
					string = c != '"';
				}
				else if (c == '{' || c == '[') {
					text.append(c).append('\n').append("  ".repeat(++depth));
				}
				else if (c == '}' || c == ']') {
					text.append('\n').append("  ".repeat(--depth)).append(c);
				}
				else if (c == ',') {
					text.append(c).append('\n').append("  ".repeat(depth));
				}
				else if (c == ':') {
					text.append(": ");
				}
				else if (!Character.isWhitespace(c)) {
					text.append(c);
					string = c == '"';
				}
			}
			return text.toString().replaceAll("([{\\[])\\s+([}\\]])", "$1$2");
		}

	}

	/**
	 * Joins the parts of a message and puts the frames where {@link #await} takes them.
	 */
	class Receiver implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			int end;
			// JSON has no NUL. Line ends between frames are heart-beats.
			while ((end = this.text.indexOf("\0")) >= 0) {
				SyncByHand.this.received
					.add(Frame.parse(this.text.substring(0, end).stripLeading().replace("\r\n", "\n")));
				this.text.delete(0, end + 1);
			}
			return WebSocket.Listener.super.onText(socket, data, last);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
			SyncByHand.this.received.add(new Frame("CLOSED", headers("code", "" + statusCode, "reason", reason), ""));
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			SyncByHand.this.received.add(new Frame("CLOSED", headers("reason", "" + error), ""));
		}

	}

	static class Failure extends Exception {

		Failure(String message) {
			super(message);
		}

	}

}
