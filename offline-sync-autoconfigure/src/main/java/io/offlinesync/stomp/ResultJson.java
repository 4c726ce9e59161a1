package io.offlinesync.stomp;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.JsonRecord;
import io.offlinesync.jdbc.MutationResult;
import io.offlinesync.jdbc.ReconcileAnswer;
import io.offlinesync.jdbc.RecordPage;
import io.offlinesync.jdbc.TableInfo;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.jdbc.WireNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * The JSON of results, member by member as the protocol lists them. Records are JSON text
 * already and go out as they are.
 */
final class ResultJson {

	static final JsonMapper MAPPER = JsonMapper.builder()
		.addModule(new SimpleModule().addSerializer(Instant.class, new StampSerializer()))
		.build();

	private ResultJson() {
	}

	static void write(JsonGenerator json, @Nullable Object result) {
		if (result instanceof Optional<?> optional) {
			write(json, optional.orElse(null));
		}
		else if (result == null) {
			json.writeNull();
		}
		else if (result instanceof JsonRecord record) {
			writeRecord(json, record);
		}
		else if (result instanceof RecordPage page) {
			json.writeStartObject();
			writeRecords(json, "records", page.records());
			writeText(json, "next", page.next());
			json.writeEndObject();
		}
		else if (result instanceof SingleResult single) {
			writeResult(json, single.result(), single.xid());
		}
		else if (result instanceof List<?> list) {
			writePush(json, list);
		}
		else if (result instanceof ReconcileAnswer answer) {
			writeAnswer(json, answer);
		}
		else if (result instanceof Hello hello) {
			writeHello(json, hello);
		}
		else {
			throw new IllegalArgumentException("No JSON for " + result.getClass());
		}
	}

	static void writeError(JsonGenerator json, SyncException error, @Nullable Integer mutation) {
		json.writeStartObject();
		json.writeStringProperty("code", error.code().code());
		json.writeStringProperty("message", error.getMessage());
		json.writeBooleanProperty("retryable", error.code().retryable());
		json.writePOJOProperty("details", error.details());
		if (mutation != null) {
			json.writeNumberProperty("mutation", mutation);
		}
		json.writeEndObject();
	}

	private static void writeHello(JsonGenerator json, Hello hello) {
		json.writeStartObject();
		json.writeNumberProperty("protocol", 1);
		writeStamp(json, "serverTime", hello.serverTime());
		json.writeStringProperty("generation", hello.generation());
		json.writeArrayPropertyStart("tables");
		for (TableInfo table : hello.tables()) {
			json.writeStartObject();
			json.writeStringProperty("name", table.name());
			json.writeStringProperty("id", table.id());
			json.writeStringProperty("idType", table.idType());
			json.writeEndObject();
		}
		json.writeEndArray();
		json.writeName("limits");
		writeLimits(json, hello.limits());
		json.writeEndObject();
	}

	private static void writeLimits(JsonGenerator json, Hello.Limits limits) {
		json.writeStartObject();
		json.writeNumberProperty("maxMessageBytes", limits.maxMessageBytes());
		json.writeNumberProperty("maxMutations", limits.maxMutations());
		json.writeNumberProperty("maxScopes", limits.maxScopes());
		json.writeNumberProperty("maxStreams", limits.maxStreams());
		json.writeNumberProperty("maxSessionsPerUser", limits.maxSessionsPerUser());
		json.writeNumberProperty("maxTerms", limits.maxTerms());
		json.writeNumberProperty("maxInValues", limits.maxInValues());
		json.writeNumberProperty("maxJsonDepth", limits.maxJsonDepth());
		json.writeNumberProperty("maxRequestsPerSecond", limits.maxRequestsPerSecond());
		json.writeNumberProperty("maxSnapshots", limits.maxSnapshots());
		json.writeNumberProperty("connectTimeoutMillis", limits.connectTimeout().toMillis());
		json.writeNumberProperty("statementTimeoutMillis", limits.statementTimeout().toMillis());
		json.writeEndObject();
	}

	private static void writePush(JsonGenerator json, List<?> results) {
		json.writeStartObject();
		json.writeArrayPropertyStart("transactions");
		for (Object result : results) {
			writeTransaction(json, (TransactionResult) result);
		}
		json.writeEndArray();
		json.writeEndObject();
	}

	private static void writeTransaction(JsonGenerator json, TransactionResult result) {
		json.writeStartObject();
		json.writeStringProperty("id", result.id());
		json.writeStringProperty("outcome", WireNames.of(result.outcome()));
		writeText(json, "xid", result.xid());
		json.writeArrayPropertyStart("results");
		for (MutationResult mutation : result.results()) {
			writeResult(json, mutation, result.xid());
		}
		json.writeEndArray();
		if (result.error() != null) {
			json.writeName("error");
			writeError(json, result.error(), result.mutation());
		}
		json.writeEndObject();
	}

	private static void writeResult(JsonGenerator json, MutationResult result, @Nullable String xid) {
		json.writeStartObject();
		json.writeStringProperty("outcome", WireNames.of(result.outcome()));
		json.writeName("record");
		writeRecord(json, result.record());
		if (result.outcome() != MutationResult.Outcome.REJECTED) {
			writeText(json, "xid", xid);
		}
		json.writeEndObject();
	}

	private static void writeAnswer(JsonGenerator json, ReconcileAnswer answer) {
		json.writeStartObject();
		writeRecords(json, "addClient", answer.addClient());
		writeRecords(json, "updateClient", answer.updateClient());
		json.writeArrayPropertyStart("deleteClient");
		for (ReconcileAnswer.Deleted deleted : answer.deleteClient()) {
			json.writeStartObject();
			json.writeStringProperty("uid", deleted.uid());
			writeStamp(json, "deletedAt", deleted.deletedAt());
			json.writeEndObject();
		}
		json.writeEndArray();
		json.writeArrayPropertyStart("leaveClient");
		answer.leaveClient().forEach(json::writeString);
		json.writeEndArray();
		writeHeld(json, "addDatabase", answer.addDatabase());
		writeHeld(json, "updateDatabase", answer.updateDatabase());
		json.writeEndObject();
	}

	private static void writeHeld(JsonGenerator json, String name, List<ReconcileAnswer.Held> records) {
		json.writeArrayPropertyStart(name);
		for (ReconcileAnswer.Held held : records) {
			json.writeStartObject();
			json.writeStringProperty("uid", held.uid());
			writeStamps(json, held.metadata());
			json.writeEndObject();
		}
		json.writeEndArray();
	}

	private static void writeRecords(JsonGenerator json, String name, Collection<JsonRecord> records) {
		json.writeArrayPropertyStart(name);
		for (JsonRecord record : records) {
			writeRecord(json, record);
		}
		json.writeEndArray();
	}

	private static void writeRecord(JsonGenerator json, JsonRecord record) {
		json.writeStartObject();
		json.writeStringProperty("uid", record.uid());
		json.writeName("value");
		if (record.json() != null) {
			json.writeRawValue(record.json());
		}
		else {
			json.writeNull();
		}
		json.writeObjectPropertyStart("metadata");
		writeStamps(json, record.metadata());
		json.writeEndObject();
		json.writeEndObject();
	}

	private static void writeStamps(JsonGenerator json, RecordMetadata metadata) {
		writeStamp(json, "createdAt", metadata.createdAt());
		writeStamp(json, "updatedAt", metadata.updatedAt());
		writeStamp(json, "deletedAt", metadata.deletedAt());
	}

	private static void writeStamp(JsonGenerator json, String name, @Nullable Instant stamp) {
		writeText(json, name, (stamp != null) ? Stamps.format(stamp) : null);
	}

	private static void writeText(JsonGenerator json, String name, @Nullable String text) {
		json.writeName(name);
		if (text != null) {
			json.writeString(text);
		}
		else {
			json.writeNull();
		}
	}

	private static final class StampSerializer extends StdSerializer<Instant> {

		private StampSerializer() {
			super(Instant.class);
		}

		@Override
		public void serialize(Instant stamp, JsonGenerator json, SerializationContext context) {
			json.writeString(Stamps.format(stamp));
		}

	}

}
