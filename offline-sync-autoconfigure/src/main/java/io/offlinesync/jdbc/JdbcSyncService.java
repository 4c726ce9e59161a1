package io.offlinesync.jdbc;

import java.security.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.offlinesync.SyncRights;
import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.WriteResult;
import io.offlinesync.jdbc.WriteEngine.Mode;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.relational.core.dialect.Dialect;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Synced tables in the application's database: what the wire and the repositories ask
 * for.
 */
public final class JdbcSyncService implements SyncService, SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(JdbcSyncService.class);

	private final SyncedTables tables;

	private final Transactions transactions;

	private final WriteEngine engine;

	private final PushHandler pushes;

	private final Reconciler reconciler;

	private final JdbcTemplate jdbc;

	private final SchemaNames schema;

	private final DataSource dataSource;

	private final ChangeLog changeLog;

	private final DatabaseHistory history;

	private final Retention retention;

	private final SyncDiagnostics diagnostics;

	/** As it was at the start, for the log. */
	private final CaptureSurvey capture;

	private final StatementTimeout timeout;

	private JdbcSyncService(SyncedTables tables, CaptureSurvey capture, JdbcTemplate jdbc, DataSource dataSource,
			SchemaNames schema, Duration maxSkew, StatementTimeout timeout, ListableBeanFactory beans,
			ApplicationEventPublisher events) {
		this.tables = tables;
		this.capture = capture;
		this.timeout = timeout;
		this.jdbc = jdbc;
		this.schema = schema;
		this.dataSource = dataSource;
		MetadataStore metadata = new MetadataStore(jdbc, schema);
		Set<String> keys = new HashSet<>(tables.keys());
		keys.add(RememberedTransactions.KEY);
		this.transactions = new Transactions(dataSource, keys);
		ApplicationCode application = new ApplicationCode(
				tables.all().stream().map((table) -> table.model().type()).toList(), beans, events);
		Tombstones tombstones = new Tombstones(jdbc, schema);
		VisibleRecords visible = new VisibleRecords(tombstones);
		this.engine = new WriteEngine(metadata, visible, tombstones, EntityValidation.of(beans), maxSkew,
				application::isCalledBack, events);
		this.pushes = new PushHandler(tables, this.transactions, this.engine, visible, application, jdbc, schema);
		this.reconciler = new Reconciler(tables, this.transactions,
				new ReconcileDeletions(this.transactions, metadata, tombstones, jdbc, schema, maxSkew, events),
				tombstones, jdbc);
		this.history = new DatabaseHistory(jdbc, this.transactions, schema);
		this.retention = new Retention(jdbc, this.transactions.template(), schema);
		this.diagnostics = new SyncDiagnostics(tables, dataSource, schema, this.retention);
		this.changeLog = new ChangeLog(tables, dataSource, schema, this.history, timeout);
	}

	/**
	 * Look at the synced tables, which have to exist, see to the capture of their writes,
	 * and serve them.
	 * @param entities the entities
	 * @param dataSource the database
	 * @param converter Spring Data's converter
	 * @param dialect the database's dialect
	 * @param mapper reads and writes the entities' JSON
	 * @param schema the library's own tables, which are ready
	 * @param settings what the application chose
	 * @param beans where the application's callbacks and resolvers are
	 * @param events takes what happened
	 * @return the service
	 * @throws InvalidSyncedTableException if an entity or its table cannot be synced
	 * @throws SchemaException if writes have to be captured, and cannot be
	 * @throws SchemaDryRunException if this is a dry run
	 */
	public static JdbcSyncService create(Collection<Class<?>> entities, DataSource dataSource, JdbcConverter converter,
			Dialect dialect, JsonMapper mapper, SchemaInitializer schema, SyncSettings settings,
			ListableBeanFactory beans, ApplicationEventPublisher events) {
		StatementTimeout timeout = new StatementTimeout(settings.statementTimeout());
		JdbcTemplate jdbc = timeout.template(dataSource);
		SyncedTables tables = new SyncedTablesFactory(jdbc, converter, dialect, mapper, schema.names(),
				settings.unknownFields(), beans)
			.create(entities);
		settings.check().check(openTables(tables));
		schema.endDryRun(tables);
		CaptureSurvey capture = schema.capture().install(tables);
		JdbcSyncService service = new JdbcSyncService(tables.captured(capture.epochs()), capture, jdbc, dataSource,
				schema.names(), settings.maxSkew(), timeout, beans, events);
		service.checkHistory();
		return service;
	}

	/**
	 * A restored database is known before anybody writes to it.
	 */
	private void checkHistory() {
		try {
			this.history.check();
		}
		catch (RuntimeException ex) {
			logger.debug("The history of the database cannot be checked now, but will be by those who read", ex);
		}
	}

	/**
	 * Get the beans of the tables, which may need this one, and complain at startup if
	 * that is not possible. The database is not asked again.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.diagnostics.tables(this.capture).forEach((table) -> logger.info("Synced: " + table));
	}

	/**
	 * What those want to know who run the application.
	 * @return where to ask
	 */
	public SyncDiagnostics diagnostics() {
		return this.diagnostics;
	}

	/**
	 * All that the library creates in the database, for somebody to run it by hand: its
	 * schema, tables and functions, and the triggers on the synced tables.
	 * @return the script
	 */
	public String schemaScript() {
		return new SchemaScript(this.schema).text(this.tables.all());
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
			AppliedWrites applied = this.transactions.join(() -> apply(List.of(write), UserAccess.unlimited()));
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

	private AppliedWrites apply(List<RecordWrite<?>> writes, UserAccess access) {
		return this.engine.apply(TransactionStart.read(this.jdbc, this.schema), writes, Mode.NORMAL, access);
	}

	/**
	 * The synced database.
	 * @return the data source
	 */
	public DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * What was changed in the tables, and what is in them.
	 * @return the change log
	 */
	public ChangeLog changeLog() {
		return this.changeLog;
	}

	/**
	 * What the application tells of its users' rights.
	 * @return where to tell it
	 */
	public SyncRights rights() {
		return new JdbcSyncRights(this.transactions, this.jdbc, this.schema);
	}

	/**
	 * Have something run after every commit of what is written through the library.
	 * @param action what to run, on the thread that commits, which it must not block
	 */
	public void onCommit(Runnable action) {
		this.transactions.onCommit(action);
	}

	/**
	 * Forget changes, tombstones and clients' transactions that are older.
	 * @param age how old they have to be
	 */
	public void purge(Duration age) {
		// What is old in another history is not in this one.
		this.history.check();
		this.retention.purge(age);
	}

	/**
	 * Wake the other nodes on this database, and be woken by them.
	 * @param listening where a connection to listen on comes from, not one of a pool, or
	 * {@literal null} to wake the others only
	 * @param woken what to run when another node has written something, or may have
	 * @return the notifications, which have begun
	 */
	public NodeNotifications notifications(@Nullable DataSource listening, Runnable woken) {
		return new NodeNotifications(listening, this.dataSource, this.schema, woken);
	}

	@Override
	public List<TableInfo> tables() {
		return this.tables.all().stream().<TableInfo>map(SyncedTableMapping::info).toList();
	}

	@Override
	public List<String> openTables() {
		return openTables(this.tables);
	}

	private static List<String> openTables(SyncedTables tables) {
		return tables.all().stream().filter((table) -> !table.isLimited()).map(SyncedTableMapping::name).toList();
	}

	@Override
	public ServerState state() {
		return answer(() -> {
			this.history.check();
			TransactionStart now = TransactionStart.peek(this.jdbc, this.schema);
			return new ServerState(now.generation(), now.now());
		});
	}

	@Override
	public Optional<JsonRecord> findUnique(@Nullable Principal user, String table, Where where) {
		return answer(() -> findUnique(UserAccess.of(user), this.tables.named(table), where));
	}

	private static <T> Optional<JsonRecord> findUnique(UserAccess access, SyncedTableMapping<T> table, Where where) {
		return table.findUnique(access.limit(table, table.filters().bind(where))).map(table::toJson);
	}

	@Override
	public RecordPage findMany(@Nullable Principal user, String table, Where where, int limit, @Nullable String after) {
		return answer(() -> {
			SyncedTableMapping<?> named = this.tables.named(table);
			return findMany(named, UserAccess.of(user).limit(named, named.filters().bind(where)), limit, after);
		});
	}

	private static <T> RecordPage findMany(SyncedTableMapping<T> table, BoundWhere where, int limit,
			@Nullable String after) {
		Object id = (after != null) ? table.model().idType().parse(after) : null;
		List<JsonRecord> found = table.rows().find(where, limit + 1, id).stream().map(table::toJson).toList();
		return (found.size() <= limit) ? new RecordPage(found, null)
				: new RecordPage(found.subList(0, limit), found.get(limit - 1).uid());
	}

	@Override
	public TransactionResult mutate(@Nullable Principal user, Mutation mutation) {
		List<Mutation> mutations = List.of(mutation);
		AppliedWrites applied = answer(() -> this.transactions
			.separate(() -> apply(RecordWrites.of(this.tables, mutations), UserAccess.of(user))));
		return new TransactionResult("", TransactionResult.Outcome.COMMITTED, applied.xid(),
				applied.results().stream().<MutationResult>map(AppliedWrites.Result::toJson).toList(), null, null);
	}

	@Override
	public List<TransactionResult> push(Push push) {
		return answer(() -> this.pushes.push(push));
	}

	@Override
	public ReconcileAnswer reconcile(@Nullable Principal user, ReconcileRequest request) {
		return answer(() -> this.reconciler.reconcile(UserAccess.of(user), request));
	}

	/**
	 * Whatever goes wrong is told in the client's terms.
	 */
	private <R> R answer(Supplier<R> work) {
		try {
			return this.timeout.limit(work);
		}
		catch (RuntimeException ex) {
			throw InternalErrors.answer(ex);
		}
	}

}
