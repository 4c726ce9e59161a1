package com.example.fieldservice.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.example.fieldservice.StompConnection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.simp.stomp.StompHeaders;

/**
 * A client that holds whole tables, as far as its user may read them. It outlives its
 * connections.
 */
final class SyncClient implements AutoCloseable {

	private static final String CHANGES = "/app/sync/changes";

	private static final String REPLIES = "/app/sync/replies";

	private final String id = UUID.randomUUID().toString();

	private final String login;

	private final List<String> tables;

	private final Map<String, Map<String, JsonNode>> held = new HashMap<>();

	private final List<Integer> resets = new ArrayList<>();

	private StompConnection connection;

	private String cursor;

	SyncClient(String login, String... tables) {
		this.login = login;
		this.tables = List.of(tables);
		this.tables.forEach((table) -> held.put(table, new TreeMap<>()));
	}

	/**
	 * Connect, and hear what was missed.
	 */
	SyncClient connect(RunningApplication application) throws Exception {
		resets.clear();
		connection = StompConnection.open(application.port(), "/offline-sync", login);
		connection.subscribe(REPLIES);
		if (!tables.isEmpty()) {
			StompHeaders headers = new StompHeaders();
			headers.setDestination(CHANGES);
			headers.setAck("auto");
			headers.set("scopes",
					tables.stream()
						.map((table) -> "{\"table\":\"" + table + "\",\"where\":{}}")
						.collect(Collectors.joining(",", "[", "]")));
			if (cursor != null) {
				headers.set("cursor", cursor);
			}
			connection.subscribe(CHANGES, headers);
			hearCompletePage();
		}
		return this;
	}

	void disconnect() {
		connection.close();
	}

	private void hearCompletePage() throws InterruptedException {
		while (!hearPage()) {
			continue;
		}
	}

	private boolean hearPage() throws InterruptedException {
		JsonNode page = JsonMapper.shared().readTree(connection.hear(CHANGES));
		if (page.has("error")) {
			throw new AssertionError(page.toString());
		}
		if (page.has("reset")) {
			page.get("reset").forEach((scope) -> {
				resets.add(scope.intValue());
				held.get(tables.get(scope.intValue())).clear();
			});
		}
		page.get("changes").forEach((change) -> {
			Map<String, JsonNode> records = held.get(change.get("table").stringValue());
			String uid = change.get("uid").stringValue();
			if (change.get("value").isNull()) {
				records.remove(uid);
			}
			else {
				records.put(uid, change.get("value"));
			}
		});
		cursor = page.get("cursor").stringValue();
		return page.get("complete").booleanValue();
	}

	/**
	 * Listen until something holds, which it has to soon.
	 */
	void until(Predicate<SyncClient> predicate) throws InterruptedException {
		while (!predicate.test(this)) {
			hearPage();
		}
	}

	/**
	 * Listen until a field of a record has a value.
	 */
	void until(String table, Object uid, String field, Object value) throws InterruptedException {
		until((client) -> client.get(table, uid) != null
				&& String.valueOf(value).equals(client.get(table, uid).get(field).asString()));
	}

	JsonNode get(String table, Object uid) {
		return held.get(table).get(uid.toString());
	}

	Set<String> uids(String table) {
		return held.get(table).keySet();
	}

	List<JsonNode> all(String table) {
		return List.copyOf(held.get(table).values());
	}

	/**
	 * The scopes that the server has said to be void since the last connect, in order.
	 */
	List<Integer> resets() {
		return resets;
	}

	/**
	 * Ask the server.
	 * @return the result, or the error
	 */
	JsonNode ask(String request, String body) throws InterruptedException {
		connection.send("/app/sync/" + request, body);
		JsonNode reply = JsonMapper.shared().readTree(connection.hear(REPLIES));
		return reply.has("result") ? reply.get("result") : reply.get("error");
	}

	/**
	 * Push transactions.
	 * @return a result for each
	 */
	List<JsonNode> push(String... transactions) throws InterruptedException {
		JsonNode result = ask("push",
				"{\"clientId\":\"" + id + "\",\"transactions\":[" + String.join(",", transactions) + "]}");
		return List.copyOf(result.get("transactions").values());
	}

	static String transaction(String... mutations) {
		return "{\"id\":\"" + UUID.randomUUID() + "\",\"mutations\":[" + String.join(",", mutations) + "]}";
	}

	static String create(String table, Object uid, String data, Instant at) {
		return mutation("create", table, uid, at, ",\"data\":" + data);
	}

	static String update(String table, Object uid, String data, Instant at) {
		return mutation("update", table, uid, at, ",\"data\":" + data);
	}

	static String delete(String table, Object uid, Instant at) {
		return mutation("delete", table, uid, at, "");
	}

	private static String mutation(String op, String table, Object uid, Instant at, String rest) {
		return "{\"table\":\"%s\",\"op\":\"%s\",\"uid\":\"%s\",\"at\":\"%s\"%s}".formatted(table, op, uid, at, rest);
	}

	@Override
	public void close() {
		if (connection != null) {
			connection.close();
		}
	}

}
