package io.offlinesync.jdbc;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.WriteResult;
import io.offlinesync.jdbc.WriteEngine.Mode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.relational.core.dialect.Dialect;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Synced tables in the application's database: what the wire and the repositories ask
 * for.
 */
public final class JdbcSyncService implements SyncService {

	private final SyncedTables tables;

	private final Transactions transactions;

	private final WriteEngine engine;

	private final PushHandler pushes;

	private final Reconciler reconciler;

	private final JdbcTemplate jdbc;

	private final SchemaNames schema;

	private JdbcSyncService(SyncedTables tables, JdbcTemplate jdbc, DataSource dataSource, SchemaNames schema,
			Duration maxSkew, BeanFactory beans, ApplicationEventPublisher events) {
		this.tables = tables;
		this.jdbc = jdbc;
		this.schema = schema;
		MetadataStore metadata = new MetadataStore(jdbc, schema);
		Set<String> keys = new HashSet<>(tables.keys());
		keys.add(RememberedTransactions.KEY);
		this.transactions = new Transactions(dataSource, keys);
		this.engine = new WriteEngine(metadata, maxSkew, events);
		this.pushes = new PushHandler(tables, this.transactions, this.engine,
				new ApplicationCode(tables.all().stream().map((table) -> table.model().type()).toList(), beans, events),
				jdbc, schema);
		this.reconciler = new Reconciler(tables, this.transactions,
				new ReconcileDeletions(this.transactions, metadata, jdbc, schema, maxSkew, events), jdbc);
	}

	/**
	 * Look at the synced tables, which have to exist, and serve them.
	 * @param entities the entities
	 * @param dataSource the database
	 * @param converter Spring Data's converter
	 * @param dialect the database's dialect
	 * @param mapper reads and writes the entities' JSON
	 * @param schema the library's own tables
	 * @param maxSkew how far a client's clock may be ahead
	 * @param beans where the application's callbacks and resolvers are
	 * @param events takes what happened
	 * @return the service
	 * @throws InvalidSyncedTableException if an entity or its table cannot be synced
	 */
	public static JdbcSyncService create(Collection<Class<?>> entities, DataSource dataSource, JdbcConverter converter,
			Dialect dialect, JsonMapper mapper, SchemaNames schema, Duration maxSkew, BeanFactory beans,
			ApplicationEventPublisher events) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		SyncedTables tables = new SyncedTablesFactory(jdbc, converter, dialect, mapper, schema, beans).create(entities);
		return new JdbcSyncService(tables, jdbc, dataSource, schema, maxSkew, beans, events);
	}

	/**
	 * The repository of an entity.
	 * @param <T> the entity's type
	 * @param type the entity's type
	 * @return the repository
	 * @throws IllegalArgumentException if the entity is not synced
	 */
	public <T> SyncedRepository<T> repository(Class<T> type) {
		return new DefaultSyncedRepository<>(this.tables.of(type), this::write);
	}

	private <T> WriteResult<T> write(RecordWrite<T> write) {
		try {
			AppliedWrites applied = this.transactions.join(() -> apply(List.of(write)));
			@SuppressWarnings("unchecked")
			AppliedWrites.Result<T> result = (AppliedWrites.Result<T>) applied.results().get(0);
			return new WriteResult<>((result.outcome() == MutationResult.Outcome.APPLIED) ? WriteResult.Outcome.APPLIED
					: WriteResult.Outcome.SUPERSEDED, result.record().toRecord());
		}
		catch (RuntimeException ex) {
			RuntimeException cause = (ex instanceof RefusedWriteException refused) ? refused.reason() : ex;
			RuntimeException known = SqlErrors.translate(cause);
			throw (known != null) ? known : cause;
		}
	}

	private AppliedWrites apply(List<RecordWrite<?>> writes) {
		return this.engine.apply(TransactionStart.read(this.jdbc, this.schema), writes, Mode.NORMAL);
	}

	@Override
	public List<TableInfo> tables() {
		return this.tables.all().stream().<TableInfo>map(SyncedTableMapping::info).toList();
	}

	@Override
	public ServerState state() {
		TransactionStart now = answer(() -> TransactionStart.peek(this.jdbc, this.schema));
		return new ServerState(now.generation(), now.now());
	}

	@Override
	public Optional<JsonRecord> findUnique(String table, Where where) {
		return answer(() -> findUnique(this.tables.named(table), where));
	}

	private static <T> Optional<JsonRecord> findUnique(SyncedTableMapping<T> table, Where where) {
		return table.findUnique(where).map(table::toJson);
	}

	@Override
	public RecordPage findMany(String table, Where where, int limit, @Nullable String after) {
		return answer(() -> findMany(this.tables.named(table), where, limit, after));
	}

	private static <T> RecordPage findMany(SyncedTableMapping<T> table, Where where, int limit,
			@Nullable String after) {
		Object id = (after != null) ? table.model().idType().parse(after) : null;
		List<JsonRecord> found = table.findMany(where, limit + 1, id).stream().map(table::toJson).toList();
		return (found.size() <= limit) ? new RecordPage(found, null)
				: new RecordPage(found.subList(0, limit), found.get(limit - 1).uid());
	}

	@Override
	public TransactionResult mutate(@Nullable String principal, Mutation mutation) {
		List<Mutation> mutations = List.of(mutation);
		AppliedWrites applied = answer(
				() -> this.transactions.separate(() -> apply(RecordWrites.of(this.tables, mutations))));
		return new TransactionResult("", TransactionResult.Outcome.COMMITTED, applied.xid(),
				applied.results().stream().<MutationResult>map(AppliedWrites.Result::toJson).toList(), null, null);
	}

	@Override
	public List<TransactionResult> push(Push push) {
		return this.pushes.push(push);
	}

	@Override
	public ReconcileAnswer reconcile(@Nullable String principal, ReconcileRequest request) {
		return answer(() -> this.reconciler.reconcile(request));
	}

	/**
	 * Whatever goes wrong is told in the client's terms.
	 */
	private static <R> R answer(Supplier<R> work) {
		try {
			return work.get();
		}
		catch (RuntimeException ex) {
			throw InternalErrors.answer(ex);
		}
	}

}
