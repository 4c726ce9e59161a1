package io.offlinesync.jdbc;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.observation.SyncObservation;
import io.offlinesync.observation.SyncObservations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Has what clients ask of a service observed, and others hear what became of their
 * writes.
 */
public final class ObservedSyncService implements SyncService {

	private static final Log logger = LogFactory.getLog(ObservedSyncService.class);

	private final SyncService service;

	private final SyncObservations observations;

	private final List<PushListener> listeners;

	/**
	 * Observe a service.
	 * @param service the service
	 * @param observations makes observations
	 * @param listeners hear of writes
	 */
	public ObservedSyncService(SyncService service, SyncObservations observations, List<PushListener> listeners) {
		this.service = service;
		this.observations = observations;
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public List<TableInfo> tables() {
		return this.service.tables();
	}

	@Override
	public List<String> openTables() {
		return this.service.openTables();
	}

	@Override
	public ServerState state() {
		return this.service.state();
	}

	@Override
	public Optional<JsonRecord> findUnique(@Nullable Principal user, String table, Where where) {
		return this.service.findUnique(user, table, where);
	}

	@Override
	public RecordPage findMany(@Nullable Principal user, String table, Where where, int limit, @Nullable String after) {
		return this.service.findMany(user, table, where, limit, after);
	}

	@Override
	public TransactionResult mutate(@Nullable Principal user, Mutation mutation) {
		return write(user, null, List.of(new ClientTransaction("", List.of(mutation))),
				() -> List.of(this.service.mutate(user, mutation)))
			.get(0);
	}

	@Override
	public List<TransactionResult> push(Push push) {
		return write(push.user(), push.clientId(), push.transactions(), () -> this.service.push(push));
	}

	@Override
	public ReconcileAnswer reconcile(@Nullable Principal user, ReconcileRequest request) {
		return this.observations.observe(SyncObservation.RECONCILE, known(request.table()),
				() -> this.service.reconcile(user, request));
	}

	/**
	 * Clients may ask for anything, and each name would be a tag for ever.
	 */
	private String known(String table) {
		return this.service.tables().stream().map(TableInfo::name).filter(table::equals).findAny().orElse("unknown");
	}

	private List<TransactionResult> write(@Nullable Principal user, @Nullable String clientId,
			List<ClientTransaction> transactions, Supplier<List<TransactionResult>> work) {
		Instant time = Instant.now();
		long start = System.nanoTime();
		List<TransactionResult> results = List.of();
		SyncException failure = null;
		try {
			results = this.observations.observe(SyncObservation.PUSH, null, work, ObservedSyncService::outcome);
			return results;
		}
		catch (SyncException ex) {
			failure = ex;
			throw ex;
		}
		finally {
			if (!this.listeners.isEmpty()) {
				PushReport report = new PushReport((user != null) ? user.getName() : null, clientId, time,
						Duration.ofNanos(System.nanoTime() - start), transactions, results, failure);
				this.listeners.forEach((listener) -> tell(listener, report));
			}
		}
	}

	/**
	 * What was done is done, and the client has to hear of it.
	 */
	private static void tell(PushListener listener, PushReport report) {
		try {
			listener.pushed(report);
		}
		catch (RuntimeException ex) {
			logger.warn(listener.getClass().getName() + " could not take note of a push", InternalErrors.loggable(ex));
		}
	}

	private static String outcome(List<TransactionResult> results) {
		return Stream.of(TransactionResult.Outcome.NOT_ATTEMPTED, TransactionResult.Outcome.REJECTED)
			.filter((outcome) -> results.stream().anyMatch((result) -> result.outcome() == outcome))
			.findFirst()
			.map(WireNames::of)
			.orElse(SyncObservations.SUCCESS);
	}

}
