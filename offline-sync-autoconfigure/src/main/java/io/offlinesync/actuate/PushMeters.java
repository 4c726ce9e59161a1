package io.offlinesync.actuate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.MutationResult.Outcome;
import io.offlinesync.jdbc.PushListener;
import io.offlinesync.jdbc.PushReport;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.jdbc.WireNames;
import org.jspecify.annotations.Nullable;

/**
 * Counts the mutations of clients by what became of them. What a client sends again
 * counts again, with the same outcome.
 */
public class PushMeters implements MeterBinder, PushListener {

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
	}

	@Override
	public void pushed(PushReport report) {
		for (int i = 0; i < report.transactions().size(); i++) {
			int mutations = report.transactions().get(i).mutations().size();
			if (report.failure() != null) {
				count(Outcome.REJECTED, report.failure(), mutations);
			}
			else if (i < report.results().size()) {
				count(report.results().get(i), mutations);
			}
		}
	}

	private void count(TransactionResult result, int mutations) {
		if (result.outcome() != TransactionResult.Outcome.COMMITTED) {
			count(result.outcome(), result.error(), mutations);
			return;
		}
		long applied = result.results().stream().filter((mutation) -> mutation.outcome() == Outcome.APPLIED).count();
		count(Outcome.APPLIED, null, applied);
		count(Outcome.SUPERSEDED, null, result.results().size() - applied);
	}

	private void count(Enum<?> outcome, @Nullable SyncException error, long mutations) {
		if (mutations > 0) {
			this.registries.forEach((registry) -> Counter.builder("offline.sync.mutations")
				.description("Mutations of clients by what became of them")
				.tag("outcome", WireNames.of(outcome))
				.tag("code", (error != null) ? error.code().code() : "none")
				.register(registry)
				.increment(mutations));
		}
	}

}
