package io.offlinesync.observation;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

/**
 * Makes observations.
 */
public final class SyncObservations {

	/**
	 * Makes none.
	 */
	public static final SyncObservations NONE = new SyncObservations(ObservationRegistry.NOOP, null);

	/**
	 * The outcome of what went well.
	 */
	public static final String SUCCESS = "success";

	/**
	 * The outcome of what failed, and nobody foresaw.
	 */
	public static final String ERROR = "error";

	/** The outcome of what still goes on. */
	static final String UNKNOWN = "unknown";

	/** Stops nothing. */
	private static final Consumer<String> NOTHING = (outcome) -> {
	};

	private static final SyncObservationConvention DEFAULT = new DefaultSyncObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable SyncObservationConvention convention;

	/**
	 * Make observations.
	 * @param registry takes them
	 * @param convention says which tags they carry, or {@literal null} for the default
	 */
	public SyncObservations(ObservationRegistry registry, @Nullable SyncObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Observe something that one thread does, and that is a success unless it fails.
	 * @param <R> the result's type
	 * @param kind what it is
	 * @param table the synced table that it is about, or {@literal null}
	 * @param work what is done
	 * @return the result
	 */
	public <R> R observe(SyncObservation kind, @Nullable String table, Supplier<R> work) {
		return observe(kind, table, work, (result) -> SUCCESS);
	}

	/**
	 * Observe something that one thread does.
	 * @param <R> the result's type
	 * @param kind what it is
	 * @param table the synced table that it is about, or {@literal null}
	 * @param work what is done
	 * @param outcome what became of it, of its result
	 * @return the result
	 */
	public <R> R observe(SyncObservation kind, @Nullable String table, Supplier<R> work, Function<R, String> outcome) {
		if (this.registry.isNoop()) {
			return work.get();
		}
		SyncObservationContext context = new SyncObservationContext(kind, table);
		Observation observation = start(context);
		Observation.Scope scope = observation.openScope();
		try {
			R result = work.get();
			context.outcome(outcome.apply(result));
			return result;
		}
		catch (RuntimeException | Error ex) {
			context.outcome((ex instanceof SyncException known) ? known.code().code() : ERROR);
			observation.error(ex);
			throw ex;
		}
		finally {
			scope.close();
			observation.stop();
		}
	}

	/**
	 * Observe something that ends elsewhere, on any thread.
	 * @param kind what it is
	 * @return what to call once with its outcome
	 */
	public Consumer<String> start(SyncObservation kind) {
		if (this.registry.isNoop()) {
			return NOTHING;
		}
		SyncObservationContext context = new SyncObservationContext(kind, null);
		Observation observation = start(context);
		return (outcome) -> {
			context.outcome(outcome);
			observation.stop();
		};
	}

	private Observation start(SyncObservationContext context) {
		return context.observation().start(this.convention, DEFAULT, () -> context, this.registry);
	}

}
