package io.offlinesync.jdbc.shapes;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.jdbc.ClientTransaction;
import io.offlinesync.jdbc.JsonRecord;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.MutationResult;
import io.offlinesync.jdbc.Push;
import io.offlinesync.jdbc.ReconcileAnswer;
import io.offlinesync.jdbc.ReconcileRequest;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.User;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.data.jdbc.core.JdbcAggregateOperations;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A running application, spoken to with JSON as the wire gives it. Single quotes stand
 * for double ones.
 *
 * @param context the application
 * @param database its database
 */
record RunningShapes(ConfigurableApplicationContext context, TestDatabase database) implements AutoCloseable {

	static final Instant T0 = Instant.parse("2026-01-01T10:00:00Z");

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	static Instant at(int millis) {
		return T0.plusMillis(millis);
	}

	static JsonNode json(String text) {
		return JSON.readTree(text.replace('\'', '"'));
	}

	@Nullable JsonNode create(String table, Object uid, String data, int at) {
		return value(write(table, Operation.CREATE, uid, data, null, at));
	}

	@Nullable JsonNode update(String table, Object uid, String data, int at, String... changed) {
		return value(write(table, Operation.UPDATE, uid, data, (changed.length > 0) ? Set.of(changed) : null, at));
	}

	@Nullable JsonNode delete(String table, Object uid, int at) {
		return value(write(table, Operation.DELETE, uid, null, null, at));
	}

	MutationResult write(String table, Operation operation, Object uid, @Nullable String data,
			@Nullable Set<String> changed, int at) {
		return service().mutate(null, mutation(table, operation, uid, data, changed, at)).results().get(0);
	}

	static Mutation mutation(String table, Operation operation, Object uid, @Nullable String data,
			@Nullable Set<String> changed, int at) {
		return new Mutation(table, operation, uid.toString(), (data != null) ? (ObjectNode) json(data) : null, changed,
				at(at));
	}

	TransactionResult push(Mutation... mutations) {
		return pushAs(UUID.randomUUID().toString(), mutations);
	}

	TransactionResult pushAs(String id, Mutation... mutations) {
		return service()
			.push(new Push(new User("ann"), "device", null, List.of(new ClientTransaction(id, List.of(mutations)))))
			.get(0);
	}

	static @Nullable JsonNode value(MutationResult result) {
		return value(result.record());
	}

	static @Nullable JsonNode value(JsonRecord record) {
		return (record.json() != null) ? JSON.readTree(record.json()) : null;
	}

	List<String> find(String table, String where) {
		return service().findMany(null, table, Where.parse(where.replace('\'', '"')), 1000, null)
			.records()
			.stream()
			.map(JsonRecord::uid)
			.toList();
	}

	/**
	 * Reconcile with a client that holds these records, all of the same stamp.
	 */
	ReconcileAnswer reconcile(String table, String where, int at, Object... uids) {
		Map<String, RecordMetadata> held = new HashMap<>();
		for (Object uid : uids) {
			held.put(uid.toString(), new RecordMetadata(at(at), null, null));
		}
		return service().reconcile(null,
				new ReconcileRequest(table, Where.parse(where.replace('\'', '"')), held, null, null, Long.MAX_VALUE));
	}

	static void refused(SyncErrorCode code, ThrowingCallable work) {
		assertThatExceptionOfType(SyncException.class).isThrownBy(work)
			.satisfies(
					(ex) -> org.assertj.core.api.Assertions.assertThat(ex.code()).as(ex.getMessage()).isEqualTo(code));
	}

	SyncService service() {
		return this.context.getBean(SyncService.class);
	}

	/**
	 * What the application's own repositories are made of.
	 */
	JdbcAggregateOperations aggregates() {
		return this.context.getBean(JdbcAggregateOperations.class);
	}

	<T> SyncedRepository<T> repository(Class<T> type) {
		return this.context
			.<SyncedRepository<T>>getBeanProvider(ResolvableType.forClassWithGenerics(SyncedRepository.class, type))
			.getObject();
	}

	JdbcTemplate jdbc() {
		return this.database.jdbc();
	}

	<T> @Nullable T column(String table, String column, Object uid, Class<T> type) {
		return jdbc().queryForObject("select " + column + " from " + table + " where uid::text = ?", type,
				uid.toString());
	}

	@Override
	public void close() {
		this.context.close();
	}

}
