package io.offlinesync.actuate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.MutationResult;
import io.offlinesync.jdbc.PushListener;
import io.offlinesync.jdbc.PushReport;
import io.offlinesync.jdbc.TransactionResult;
import org.jspecify.annotations.Nullable;

/**
 * Counts the mutations of clients by what became of them. What a client sends again
 * counts again, with the same outcome.
 */
public class PushMeters implements MeterBinder, PushListener {

	private static final String NAME = "offline.sync.mutations";

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
				count("rejected", code(report.failure()), mutations);
			}
			else if (i < report.results().size()) {
				count(report.results().get(i), mutations);
			}
		}
	}

	private void count(TransactionResult result, int mutations) {
		switch (result.outcome()) {
			case COMMITTED -> {
				long applied = result.results()
					.stream()
					.filter((mutation) -> mutation.outcome() == MutationResult.Outcome.APPLIED)
					.count();
				count("applied", "none", applied);
				count("superseded", "none", result.results().size() - applied);
			}
			case REJECTED -> count("rejected", code(result.error()), mutations);
			default -> count("not-attempted", "none", mutations);
		}
	}

	private static String code(@Nullable SyncException error) {
		return (error != null) ? error.code().code() : "none";
	}

	private void count(String outcome, String code, long mutations) {
		if (mutations > 0) {
			this.registries
				.forEach((registry) -> registry.counter(NAME, "outcome", outcome, "code", code).increment(mutations));
		}
	}

}
