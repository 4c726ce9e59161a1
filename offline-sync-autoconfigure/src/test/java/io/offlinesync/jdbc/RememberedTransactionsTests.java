package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.offlinesync.Operation;
import io.offlinesync.jdbc.RememberedTransactions.Key;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

class RememberedTransactionsTests {

	private static final Instant AT = Instant.parse("2026-11-28T22:14:42.501Z");

	private static final Mutation UPDATE = new Mutation("todo", Operation.UPDATE, "1", data("{'a':1.5,'b':null}"),
			Set.of("b", "a"), AT);

	private static final Mutation DELETE = new Mutation("todo", Operation.DELETE, "1", null, null, null);

	@Test
	void theHashIsTheSameForEver() {
		// A client may repeat what was remembered by an older version of the library.
		assertThat(hash(UPDATE, DELETE)).isEqualTo("7debd8092b17bd3d7e55d5e9198d0dae5e3d9374e3e82dd9ec4fbd6a4ec58885");
	}

	@Test
	void everyPartOfAMutationMakesAnotherHash() {
		assertThat(List.of(hash(UPDATE), hash(DELETE), hash(UPDATE, DELETE), hash(DELETE, UPDATE),
				hash(update("b", "1", "{'a':1.5,'b':null}", Set.of("a", "b"), AT)),
				hash(update("todo", "2", "{'a':1.5,'b':null}", Set.of("a", "b"), AT)),
				hash(update("todo", "1", "{'a':1.5,'b':'null'}", Set.of("a", "b"), AT)),
				hash(update("todo", "1", "{'a':1.5,'b':null}", Set.of("a"), AT)),
				hash(update("todo", "1", "{'a':1.5,'b':null}", null, AT)),
				hash(update("todo", "1", "{'a':1.5,'b':null}", Set.of("a", "b"), AT.plusMillis(1))),
				hash(update("todo", "1", "{'a':1.5,'b':null}", Set.of("a", "b"), null))))
			.doesNotHaveDuplicates();
		assertThat(hash(update("todo", "1", "{'a':1.5,'b':null}", Set.of("a", "b"), AT))).isEqualTo(hash(UPDATE));
	}

	private static Mutation update(String table, String uid, String data, @Nullable Set<String> changed,
			@Nullable Instant at) {
		return new Mutation(table, Operation.UPDATE, uid, data(data), changed, at);
	}

	private static ObjectNode data(String json) {
		return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
	}

	private static String hash(Mutation... mutations) {
		return Key.of(null, "client", new ClientTransaction("t", List.of(mutations))).hash();
	}

}
