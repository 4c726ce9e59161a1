package io.offlinesync.test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes that are applied together or not at all, when they are pushed. Each is stamped
 * as it is added, so that what is written offline is as old as it would be. Once it was
 * pushed, nothing more is added: the server would refuse the id with another body. A
 * transaction is for one thread at a time. <pre>
 * client.disconnect();
 * SyncTestTransaction offline = client.transaction()
 *     .create("todo", uid, Map.of("title", "Milk", "listUid", list))
 *     .update("todo_list", list, Map.of("name", "Groceries"));
 * client.reconnect();
 * assertThat(client.push(offline).isCommitted()).isTrue();
 * </pre>
 */
public final class SyncTestTransaction extends SyncTestWrites<SyncTestTransaction> {

	private final String id = UUID.randomUUID().toString();

	private final List<ObjectNode> mutations = new ArrayList<>();

	SyncTestTransaction(Stamps stamps) {
		super(stamps);
	}

	@Override
	SyncTestTransaction write(String operation, String table, Object uid, @Nullable Object data, Instant at) {
		ObjectNode mutation = Json.MAPPER.createObjectNode()
			.put("table", table)
			.put("op", operation)
			.put("uid", uid.toString())
			.put("at", at.toString());
		if (data != null) {
			mutation.set("data", Json.tree(data));
		}
		this.mutations.add(mutation);
		return this;
	}

	ObjectNode json() {
		ObjectNode json = Json.MAPPER.createObjectNode().put("id", this.id);
		json.putArray("mutations").addAll(this.mutations);
		return json;
	}

	SyncTestTransactionResult result(JsonNode json) {
		List<SyncTestResult> results = json.path("results").valueStream().map(SyncTestResult::of).toList();
		for (int i = 0; i < results.size(); i++) {
			this.stamps.learn(this.mutations.get(i).get("table").stringValue(), results.get(i).record());
		}
		JsonNode mutation = json.at("/error/mutation");
		return new SyncTestTransactionResult(json.get("outcome").stringValue(), Json.text(json, "xid"), results,
				SyncTestError.in(json), mutation.isInt() ? mutation.intValue() : null);
	}

}
