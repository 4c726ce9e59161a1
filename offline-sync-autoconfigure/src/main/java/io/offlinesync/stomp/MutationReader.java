package io.offlinesync.stomp;

import java.security.Principal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.ClientTransaction;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.Push;
import org.jspecify.annotations.Nullable;

/**
 * Reads mutations from the bodies of requests.
 */
class MutationReader {

	private static final int MAX_ID = 64;

	private final int maxMutations;

	MutationReader(int maxMutations) {
		this.maxMutations = maxMutations;
	}

	/**
	 * Read a mutation that comes by itself.
	 * @param operation what it does
	 * @param table the table
	 * @param body the request's body
	 * @return the mutation
	 */
	Mutation single(Operation operation, String table, JsonBody body) {
		return switch (operation) {
			case CREATE -> {
				body.only("uid", "data", "createdAt");
				yield mutation(operation, table, body, "createdAt");
			}
			case UPDATE -> {
				body.only("uid", "data", "changed", "updatedAt");
				yield mutation(operation, table, body, "updatedAt");
			}
			case DELETE -> {
				body.only("uid", "deletedAt");
				yield mutation(operation, table, body, "deletedAt");
			}
		};
	}

	/**
	 * Read a push.
	 * @param user the user, or {@literal null} if anonymous
	 * @param body the request's body
	 * @return the push
	 */
	Push push(@Nullable Principal user, JsonBody body) {
		body.only("clientId", "cursor", "transactions");
		List<ClientTransaction> transactions = new ArrayList<>();
		Set<String> ids = new HashSet<>();
		int mutations = 0;
		for (JsonBody element : body.list("transactions")) {
			ClientTransaction transaction = transaction(element);
			mutations += transaction.mutations().size();
			if (mutations > this.maxMutations) {
				throw new SyncException(SyncErrorCode.TOO_LARGE,
						"A push has at most " + this.maxMutations + " mutations");
			}
			if (!ids.add(transaction.id())) {
				throw element.complaint("id", "the same as that of another transaction in this push");
			}
			transactions.add(transaction);
		}
		return new Push(user, body.optionalText("clientId", MAX_ID), body.optionalText("cursor"), transactions);
	}

	private ClientTransaction transaction(JsonBody body) {
		body.only("id", "mutations");
		List<Mutation> mutations = new ArrayList<>();
		for (JsonBody element : body.list("mutations")) {
			Operation operation = operation(element);
			switch (operation) {
				case CREATE -> element.only("table", "op", "uid", "data", "at");
				case UPDATE -> element.only("table", "op", "uid", "data", "changed", "at");
				case DELETE -> element.only("table", "op", "uid", "at");
				default -> throw new IllegalStateException("Unknown operation " + operation);
			}
			mutations.add(mutation(operation, element.text("table"), element, "at"));
		}
		return new ClientTransaction(body.text("id", MAX_ID), mutations);
	}

	private static Operation operation(JsonBody body) {
		return switch (body.text("op")) {
			case "create" -> Operation.CREATE;
			case "update" -> Operation.UPDATE;
			case "delete" -> Operation.DELETE;
			default -> throw body.complaint("op", "create, update or delete is wanted");
		};
	}

	private static Mutation mutation(Operation operation, String table, JsonBody body, String stamp) {
		return new Mutation(table, operation, body.text("uid"),
				(operation != Operation.DELETE) ? body.object("data") : null,
				(operation == Operation.UPDATE) ? body.optionalTexts("changed") : null, body.stamp(stamp));
	}

}
