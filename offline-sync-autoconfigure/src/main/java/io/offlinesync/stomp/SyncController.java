package io.offlinesync.stomp;

import java.util.List;
import java.util.Optional;

import io.offlinesync.Operation;
import io.offlinesync.jdbc.JsonRecord;
import io.offlinesync.jdbc.ReconcileAnswer;
import io.offlinesync.jdbc.ReconcileRequest;
import io.offlinesync.jdbc.RecordPage;
import io.offlinesync.jdbc.ServerState;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.jdbc.TransactionResult;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Answers the requests of clients. The name of a table is the segment of the destination
 * as it stands, without any decoding; a table with a slash in its name can be written to
 * by a push only.
 */
class SyncController {

	private static final int DEFAULT_LIMIT = 100;

	private static final int MAX_LIMIT = 1000;

	private final SyncService service;

	private final MutationReader mutations;

	private final Hello.Limits limits;

	SyncController(SyncService service, Hello.Limits limits) {
		this.service = service;
		this.mutations = new MutationReader(limits.maxMutations());
		this.limits = limits;
	}

	@MessageMapping("/hello")
	Hello hello(JsonBody body) {
		ServerState state = this.service.state();
		return new Hello(state.time(), state.generation(), this.service.tables(), this.limits);
	}

	@MessageMapping("/{table}/find-unique")
	Optional<JsonRecord> findUnique(@DestinationVariable String table, JsonBody body, Caller caller) {
		body.only("where");
		return this.service.findUnique(caller.user(), table, body.where("where"));
	}

	@MessageMapping("/{table}/find-many")
	RecordPage findMany(@DestinationVariable String table, JsonBody body, Caller caller) {
		body.only("where", "limit", "after");
		int limit = Math.min(body.positive("limit", DEFAULT_LIMIT), MAX_LIMIT);
		return this.service.findMany(caller.user(), table, body.where("where"), limit, body.optionalText("after"));
	}

	@MessageMapping("/{table}/create")
	SingleResult create(@DestinationVariable String table, JsonBody body, Caller caller) {
		return mutate(Operation.CREATE, table, body, caller);
	}

	@MessageMapping("/{table}/update")
	SingleResult update(@DestinationVariable String table, JsonBody body, Caller caller) {
		return mutate(Operation.UPDATE, table, body, caller);
	}

	@MessageMapping("/{table}/delete")
	SingleResult delete(@DestinationVariable String table, JsonBody body, Caller caller) {
		return mutate(Operation.DELETE, table, body, caller);
	}

	@MessageMapping("/{table}/reconcile")
	ReconcileAnswer reconcile(@DestinationVariable String table, JsonBody body, Caller caller) {
		body.only("where", "metadata", "after", "upTo");
		return this.service.reconcile(caller.user(),
				new ReconcileRequest(table, body.where("where"), body.metadata("metadata"), body.optionalText("after"),
						body.optionalText("upTo"), this.limits.maxMessageBytes()));
	}

	@MessageMapping("/push")
	List<TransactionResult> push(JsonBody body, Caller caller) {
		return this.service.push(this.mutations.push(caller.user(), body));
	}

	private SingleResult mutate(Operation operation, String table, JsonBody body, Caller caller) {
		TransactionResult result = this.service.mutate(caller.user(), this.mutations.single(operation, table, body));
		if (result.error() != null) {
			throw result.error();
		}
		return new SingleResult(result.results().get(0), result.xid());
	}

}
