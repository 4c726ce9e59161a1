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
import java.util.function.Consumer;
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
 * <p>
 * Here is what a client says, and in which order; {@link Stomp} is how it gets there. All
 * of it is in one file, since Java runs one file without anything else.
 */
public class SyncByHand {

	static final String HOUSEHOLD = "00000000-0000-4000-8000-000000000001";

	/** STOMP: a SEND goes here with what is to be done, `hello` for example. */
	static final String PREFIX = "/app/sync/";

	/** The id of our stream, for us to choose. */
	static final String STREAM = "household";

	final Stomp stomp;

	/** What our stream said since we last began to follow. */
	final List<String> pages = new ArrayList<>();

	/** How far the server's clock is ahead of ours. */
	Duration offset = Duration.ZERO;

	Instant lastStamp = Instant.EPOCH;

	int requests;

	public static void main(String[] args) throws Exception {
		URI uri = URI.create((args.length > 0) ? args[0] : "ws://localhost:8080/offline-sync");
		try {
			new SyncByHand(uri).run(uri.getHost());
		}
		catch (Failure failure) {
			System.err.println("\nFAILED: " + failure.getMessage());
			System.exit(1);
		}
	}

	SyncByHand(URI uri) {
		this.stomp = new Stomp(uri, this::keep);
	}

	void run(String host) throws Exception {
		connect(host);
		hello();
		read();
		followTheList();
		String first = UUID.randomUUID().toString();
		String createdAt = create(first);
		update(first);
		String cursor = goOffline();
		String second = UUID.randomUUID().toString();
		pushTwice(first, second);
		delete("Delete the first. A tombstone stays, so that nobody brings the to-do back who has not heard of it.", first);
		comeBack(cursor, first, second);
		reconcile(first, second, createdAt);
		tidyUp(second);
		System.out.println("\nAll of it worked.");
	}

	void connect(String host) throws Exception {
		title("Connect. We ask for no heart-beats, since we do not stay long, and say who we are, which the sample believes.");
		this.stomp.send("CONNECT",
				headers("accept-version", "1.2", "host", host, "heart-beat", "0,0", "user", "script"), "");
		this.stomp.await("CONNECTED", (frame) -> frame.command.equals("CONNECTED"));

		title("Subscribe to the replies, once. The receipt says that from now on none can be missed.");
		this.stomp.send("SUBSCRIBE",
				headers("id", "replies", "destination", PREFIX + "replies", "receipt", "subscribed"), "");
		awaitReceipt("subscribed");
	}

	void hello() throws Exception {
		title("Hello. The server says what it syncs, and its time: stamps are to be in the server's time.");
		String hello = request("hello", "{}");
		this.offset = Duration.between(Instant.now(), Instant.parse(Json.field(hello, "serverTime")));
	}

	void read() throws Exception {
		title("Read the first three to-dos of the list Household that are not done. `next` is where the next page begins.");
		request("todo/find-many", """
				{"where": {"listUid": "%s", "done": false, "priority": {"gte": 1}}, "limit": 3}"""
			.formatted(HOUSEHOLD));
	}

	void followTheList() throws Exception {
		title("Follow the list: a stream. First comes what the list holds now, in pages. The server sends a few and waits"
				+ " until we acknowledge them. `complete` says that we hold all of it.");
		follow(null);
		awaitPage("the whole list", (page) -> Json.has(page, "complete", "true"));
	}

	String create(String uid) throws Exception {
		title("Create a to-do. A client makes its uid, and stamps it, and so could have done so offline.");
		String createdAt = stamp();
		request("todo/create", """
				{"uid": "%s", "createdAt": "%s", "data": %s}""".formatted(uid, createdAt,
				todo(uid, "Water the plants", "", false)));

		title("Everybody who follows the list hears of it, and so do we. (It may have come before the answer, above.)");
		awaitPage("the new to-do", (page) -> Json.has(page, "uid", '"' + uid + '"'));
		return createdAt;
	}

	void update(String uid) throws Exception {
		title("Update it. `data` is our whole copy, `changed` what the user really touched: nothing else is set, so that"
				+ " our old copy of the rest undoes nothing.");
		request("todo/update", """
				{"uid": "%s", "updatedAt": "%s", "changed": ["done"], "data": %s}""".formatted(uid, stamp(),
				todo(uid, "A title that is not taken over", "", true)));
	}

	String goOffline() throws Exception {
		title("Stop following, as if we went offline. We keep the cursor of the last page: where we stopped.");
		unfollow();
		return Json.field(this.pages.get(this.pages.size() - 1), "cursor");
	}

	void pushTwice(String updated, String created) throws Exception {
		title("Push what was written offline: a transaction of two mutations, all of it or nothing.");
		String push = """
				{"clientId": "%s", "transactions": [{"id": "%s", "mutations": [
					{"table": "todo", "op": "update", "uid": "%s", "at": "%s", "changed": ["notes"], "data": %s},
					{"table": "todo", "op": "create", "uid": "%s", "at": "%s", "data": %s}]}]}""".formatted(
				UUID.randomUUID(), UUID.randomUUID(), updated, stamp(),
				todo(updated, "Water the plants", "The cactus too", true), created, stamp(),
				todo(created, "Feed the cat", "", false));
		request("push", push);

		title("Push it again, as a client does that lost its connection before the answer came. Thanks to `clientId` and"
				+ " the transaction's id it is recognised: the same answer, and nothing is applied twice.");
		request("push", push);
	}

	void delete(String why, String uid) throws Exception {
		title(why);
		request("todo/delete", """
				{"uid": "%s", "deletedAt": "%s"}""".formatted(uid, stamp()));
	}

	void comeBack(String cursor, String deleted, String created) throws Exception {
		title("Follow the list again, from the cursor on: we hear only what happened meanwhile, whoever did it. Of the"
				+ " first to-do we hear that it is gone: its `value` is null, and `deletedAt` says since when.");
		follow(cursor);
		awaitPage("the second to-do", (page) -> Json.has(page, "uid", '"' + created + '"'));
		awaitPage("the end of the first",
				(page) -> Json.has(page, "uid", '"' + deleted + '"') && Json.has(page, "deletedAt", "\""));
	}

	void reconcile(String deleted, String outdated, String createdAt) throws Exception {
		title("Reconcile: we say what we hold, by uid and times only, and hear who lacks what. We play a client that"
				+ " still has the first to-do, has an old version of the second, and has a third of its own.");
		request("todo/reconcile", """
				{"where": {"uid": {"in": ["%1$s", "%2$s", "%3$s"]}}, "metadata": {
					"%1$s": {"createdAt": "%4$s", "updatedAt": null, "deletedAt": null},
					"%2$s": {"createdAt": "%4$s", "updatedAt": null, "deletedAt": null},
					"%3$s": {"createdAt": "%5$s", "updatedAt": null, "deletedAt": null}}}""".formatted(deleted,
				outdated, UUID.randomUUID(), createdAt, stamp()));
	}

	void tidyUp(String uid) throws Exception {
		delete("Tidy up, and say goodbye.", uid);
		unfollow();
		this.stomp.send("DISCONNECT", headers("receipt", "bye"), "");
		awaitReceipt("bye");
		this.stomp.close();
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
	 * Send a request and give the body of its reply, which repeats the correlation id.
	 */
	String request(String operation, String body) throws Exception {
		String id = "request-" + ++this.requests;
		this.stomp.send("SEND",
				headers("destination", PREFIX + operation, "correlation-id", id, "content-type", "application/json"),
				body);
		Frame reply = this.stomp.await("the reply to " + operation,
				(frame) -> id.equals(frame.headers.get("correlation-id")));
		if (reply.isError() || Json.has(reply.body, "outcome", "\"rejected\"")) {
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
		this.stomp.send("SUBSCRIBE", headers, "");
	}

	void unfollow() throws Exception {
		this.stomp.send("UNSUBSCRIBE", headers("id", STREAM, "receipt", "unsubscribed"), "");
		// After the receipt no page comes any more.
		awaitReceipt("unsubscribed");
	}

	void awaitReceipt(String id) throws Exception {
		this.stomp.await("the receipt " + id, (frame) -> id.equals(frame.headers.get("receipt-id")));
	}

	void awaitPage(String what, Predicate<String> expected) throws Exception {
		while (this.pages.stream().noneMatch(expected)) {
			this.stomp.await(what, SyncByHand::isOfStream);
		}
	}

	static boolean isOfStream(Frame frame) {
		return STREAM.equals(frame.headers.get("subscription"));
	}

	/**
	 * Pages come whenever there is something to say, also while we wait for an answer. A
	 * real client stores each, with its cursor, before it acknowledges it.
	 */
	void keep(Frame frame) {
		if (isOfStream(frame)) {
			if (frame.isError()) {
				throw new Failure("the stream ended with an error, see above");
			}
			this.pages.add(frame.body);
			this.stomp.send("ACK", headers("id", frame.headers.get("ack")), "");
		}
	}

	static void title(String text) {
		System.out.println("\n# " + text.replaceAll("(.{1,100})( |$)", "$1\n# ").replaceAll("\n# $", ""));
	}

	static Map<String, String> headers(String... namesAndValues) {
		Map<String, String> headers = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return headers;
	}

	/**
	 * STOMP over a WebSocket, as much of it as is needed here.
	 */
	static class Stomp implements WebSocket.Listener {

		final BlockingQueue<Frame> received = new LinkedBlockingQueue<>();

		/** What came of a message, or of a frame, that is not whole yet. */
		final StringBuilder text = new StringBuilder();

		final WebSocket socket;

		final Consumer<Frame> listener;

		Stomp(URI uri, Consumer<Frame> listener) {
			this.listener = listener;
			try {
				this.socket = HttpClient.newHttpClient()
					.newWebSocketBuilder()
					.subprotocols("v12.stomp")
					.connectTimeout(Duration.ofSeconds(10))
					.buildAsync(uri, this)
					.join();
			}
			catch (CompletionException ex) {
				throw new Failure((ex.getCause() instanceof ConnectException)
						? "nothing listens at " + uri + ". Start the sample first: mvn -pl sample-app -am spring-boot:run"
						: "no WebSocket at " + uri + ": " + ex.getCause());
			}
		}

		void send(String command, Map<String, String> headers, String body) {
			if (!body.isEmpty()) {
				headers.put("content-length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
			}
			Frame frame = new Frame(command, headers, body);
			frame.print(">>>");
			this.socket.sendText(frame.text(), true).join();
		}

		/**
		 * Wait for a frame. Whatever comes before it is told to the listener, and so is
		 * the frame.
		 */
		Frame await(String what, Predicate<Frame> expected) throws Exception {
			while (true) {
				Frame frame = this.received.poll(10, TimeUnit.SECONDS);
				if (frame == null) {
					throw new Failure("waited 10 seconds for " + what);
				}
				frame.print("<<<");
				if (frame.command.equals("ERROR") || frame.command.equals("CLOSED")) {
					throw new Failure("the connection ended while waiting for " + what + ", see above");
				}
				this.listener.accept(frame);
				if (expected.test(frame)) {
					return frame;
				}
			}
		}

		void close() {
			// The server closes too after DISCONNECT, and may have been first.
			this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally((closed) -> this.socket).join();
		}

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			int end;
			// JSON has no NUL. Line ends between frames are heart-beats.
			while ((end = this.text.indexOf("\0")) >= 0) {
				this.received.add(Frame.parse(this.text.substring(0, end).stripLeading().replace("\r\n", "\n")));
				this.text.delete(0, end + 1);
			}
			return WebSocket.Listener.super.onText(socket, data, last);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
			this.received.add(new Frame("CLOSED", headers("code", "" + statusCode, "reason", reason), ""));
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.received.add(new Frame("CLOSED", headers("reason", "" + error), ""));
		}

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

		boolean isError() {
			return this.body.startsWith("{\"error\"");
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
				System.out.println(Json.indented(this.body).indent(4).stripTrailing());
			}
		}

	}

	/**
	 * As much of JSON as is needed to read answers without a library.
	 */
	static class Json {

		static String field(String json, String name) {
			Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
			if (!matcher.find()) {
				throw new Failure("the answer has no " + name);
			}
			return matcher.group(1);
		}

		static boolean has(String json, String name, String value) {
			return Pattern.compile("\"" + name + "\"\\s*:\\s*" + value).matcher(json).find();
		}

		/**
		 * JSON with a line for each member.
		 */
		static String indented(String json) {
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

	static class Failure extends RuntimeException {

		Failure(String message) {
			super(message);
		}

	}

}
