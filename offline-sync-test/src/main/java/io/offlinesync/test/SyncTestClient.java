package io.offlinesync.test;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A well-behaved client for tests, which speaks the protocol with a server that runs.
 * Each is one device of one user. <pre>
 * &#64;SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
 * class TodosTests {
 *
 *     &#64;Test
 *     void anotherDeviceHearsWhatWasWrittenOffline(&#64;LocalServerPort int port) {
 *         String url = "http://localhost:" + port;
 *         try (SyncTestClient phone = SyncTestClient.connect(url, (options) -&gt; options.basic("anna", "secret"));
 *                 SyncTestClient laptop = SyncTestClient.connect(url, (options) -&gt; options.basic("anna", "secret"))) {
 *             SyncTestStream todos = laptop.follow(scope("todo", Map.of("listUid", list))).awaitComplete();
 *             phone.disconnect();
 *             SyncTestTransaction offline = phone.transaction().create("todo", uid, new Todo(uid, list, "Milk"));
 *             phone.reconnect();
 *             assertThat(phone.push(offline).isCommitted()).isTrue();
 *             assertThat(todos.awaitRecord("todo", uid).get("title")).isEqualTo("Milk");
 *         }
 *     }
 *
 * }
 * </pre> What the server refuses is a {@link SyncTestException}; what does not come in
 * time, an {@link AssertionError} that says what came instead. Conditions are maps or
 * JSON as a text. Several threads may use one client.
 */
public final class SyncTestClient extends SyncTestWrites<SyncTestResult> implements AutoCloseable {

	private final Session session;

	private final String clientId;

	private SyncTestClient(Session session, String clientId) {
		super(new Stamps());
		this.session = session;
		this.clientId = clientId;
	}

	/**
	 * Connect as nobody.
	 * @param url where the application is, such as {@code http://localhost:8080}
	 * @return the client
	 */
	public static SyncTestClient connect(String url) {
		return connect(url, (options) -> {
		});
	}

	/**
	 * Connect.
	 * @param url where the application is, such as {@code http://localhost:8080}
	 * @param customizer says who the client is, and whatever else is special
	 * @return the client
	 * @throws SyncTestException if the server refuses the handshake or CONNECT
	 * @throws UncheckedIOException if there is no such server
	 */
	public static SyncTestClient connect(String url, Consumer<SyncTestOptions> customizer) {
		SyncTestOptions options = new SyncTestOptions();
		customizer.accept(options);
		URI uri = URI.create(url.replaceFirst("^http", "ws").replaceFirst("/$", "") + options.endpoint);
		SyncTestClient client = new SyncTestClient(new Session(uri, options), options.clientId);
		client.reconnect();
		return client;
	}

	/**
	 * Go offline, all of a sudden. Streams keep their copies.
	 */
	public void disconnect() {
		this.session.abort();
	}

	/**
	 * Come back, and have all streams continue where they stopped. Who is connected goes
	 * offline first.
	 */
	public synchronized void reconnect() {
		disconnect();
		try {
			this.session.connect();
			Instant asked = Instant.now();
			this.stamps.serverTime(asked, Instant.parse(hello().get("serverTime").stringValue()));
			this.session.followAgain();
		}
		catch (RuntimeException | AssertionError ex) {
			disconnect();
			throw ex;
		}
	}

	/**
	 * Wait until the server ends the connection, as when a token expires.
	 * @return why
	 */
	public SyncTestError awaitDisconnected() {
		return this.session.awaitEnd();
	}

	/**
	 * Ask what the server syncs.
	 * @return the answer, with {@code tables}, {@code serverTime} and {@code limits}
	 */
	public JsonNode hello() {
		return request("hello", "{}");
	}

	@Override
	SyncTestResult write(String operation, String table, Object uid, @Nullable Object data, Instant at) {
		ObjectNode body = Json.MAPPER.createObjectNode()
			.put("uid", uid.toString())
			.put(operation + "dAt", at.toString());
		if (data != null) {
			body.set("data", Json.tree(data));
		}
		SyncTestResult result = SyncTestResult.of(request(table + "/" + operation, body));
		this.stamps.learn(table, result.record());
		return result;
	}

	/**
	 * Begin a transaction, which may be written offline.
	 * @return the transaction
	 */
	public SyncTestTransaction transaction() {
		return new SyncTestTransaction(this.stamps);
	}

	/**
	 * Push a transaction. Pushed once more, it has the same outcome.
	 * @param transaction the transaction
	 * @return what became of it
	 */
	public SyncTestTransactionResult push(SyncTestTransaction transaction) {
		return push(List.of(transaction)).get(0);
	}

	/**
	 * Push several transactions, each of which is applied by itself.
	 * @param transactions the transactions, in order
	 * @return what became of each
	 */
	public List<SyncTestTransactionResult> push(List<SyncTestTransaction> transactions) {
		ObjectNode body = Json.MAPPER.createObjectNode().put("clientId", this.clientId);
		ArrayNode all = body.putArray("transactions");
		transactions.forEach((transaction) -> all.add(transaction.json()));
		JsonNode answers = request("push", body).get("transactions");
		List<SyncTestTransactionResult> results = new ArrayList<>();
		for (int i = 0; i < transactions.size(); i++) {
			results.add(transactions.get(i).result(answers.get(i)));
		}
		return results;
	}

	/**
	 * Find a record.
	 * @param table the table's name
	 * @param where the condition
	 * @return the record, if there is one
	 */
	public Optional<SyncTestRecord> findUnique(String table, Object where) {
		JsonNode found = request(table + "/find-unique", where(where));
		return found.isNull() ? Optional.empty() : Optional.of(this.stamps.learn(table, SyncTestRecord.of(found)));
	}

	/**
	 * Find records, page by page until there are no more.
	 * @param table the table's name
	 * @param where the condition
	 * @return the records, in the order of ids
	 */
	public List<SyncTestRecord> findMany(String table, Object where) {
		List<SyncTestRecord> records = new ArrayList<>();
		ObjectNode body = where(where);
		JsonNode next;
		do {
			JsonNode page = request(table + "/find-many", body);
			page.get("records").forEach((found) -> records.add(this.stamps.learn(table, SyncTestRecord.of(found))));
			next = page.get("next");
			body.set("after", next);
		}
		while (!next.isNull());
		return records;
	}

	/**
	 * Compare what this client holds with what the server has. Deletions that the server
	 * lacks are carried out there.
	 * @param table the table's name
	 * @param where the condition
	 * @param held what this client holds, such as {@code stream.records(table).values()}
	 * @return the difference
	 */
	public SyncTestReconciliation reconcile(String table, Object where, Iterable<SyncTestRecord> held) {
		ObjectNode body = where(where);
		ObjectNode metadata = body.putObject("metadata");
		held.forEach((record) -> metadata.set(record.uid(), record.stamps()));
		return SyncTestReconciliation.of(request(table + "/reconcile", body));
	}

	private static ObjectNode where(Object where) {
		ObjectNode body = Json.MAPPER.createObjectNode();
		body.set("where", Json.tree(where));
		return body;
	}

	/**
	 * Follow parts of tables.
	 * @param scopes the parts: see {@link StreamScope#scope}
	 * @return the stream, whose copy is empty until the first page
	 */
	public SyncTestStream follow(StreamScope... scopes) {
		return followFrom(null, scopes);
	}

	/**
	 * Follow parts of tables from a cursor on: what comes is what has changed since.
	 * @param cursor the cursor of an earlier stream over the same scopes, or
	 * {@literal null} to begin anew
	 * @param scopes the parts
	 * @return the stream, whose copy is empty
	 */
	public synchronized SyncTestStream followFrom(@Nullable String cursor, StreamScope... scopes) {
		StreamCopy copy = new StreamCopy(List.of(scopes));
		copy.continueFrom(cursor);
		SyncTestStream stream = new SyncTestStream(this.session, this.session.newId("stream"), this.stamps, copy);
		this.session.follow(stream);
		return stream;
	}

	/**
	 * Ask anything.
	 * @param operation what comes after {@code /app/sync/}, such as
	 * {@code todo/find-many}
	 * @param body the body
	 * @return the result
	 * @throws SyncTestException if the server refuses
	 */
	public JsonNode request(String operation, Object body) {
		return this.session.request(operation, body);
	}

	/**
	 * Disconnect in good order. All streams end, and keep their copies.
	 */
	@Override
	public void close() {
		this.session.close();
	}

}
