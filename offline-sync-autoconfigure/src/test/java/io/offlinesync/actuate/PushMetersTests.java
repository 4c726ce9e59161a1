package io.offlinesync.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.ClientTransaction;
import io.offlinesync.jdbc.JsonRecord;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.MutationResult;
import io.offlinesync.jdbc.PushReport;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.jdbc.TransactionResult.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PushMetersTests {

	private static final SyncException REASON = new SyncException(SyncErrorCode.VALIDATION_FAILED, "No");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final PushMeters meters = new PushMeters();

	@BeforeEach
	void bind() {
		this.meters.bindTo(this.registry);
	}

	@Test
	void countsMutationsByWhatBecameOfThem() {
		this.meters.pushed(report(null,
				result(Outcome.COMMITTED, null, MutationResult.Outcome.APPLIED, MutationResult.Outcome.SUPERSEDED,
						MutationResult.Outcome.APPLIED),
				result(Outcome.REJECTED, REASON), result(Outcome.NOT_ATTEMPTED, null)));
		assertThat(count("applied", "none")).isEqualTo(2);
		assertThat(count("superseded", "none")).isEqualTo(1);
		assertThat(count("rejected", "validation-failed")).isEqualTo(3);
		assertThat(count("not-attempted", "none")).isEqualTo(3);
	}

	@Test
	void countsAllOfAPushThatIsRefused() {
		PushReport refused = new PushReport(null, null, Instant.EPOCH, Duration.ZERO,
				List.of(transaction(), transaction()), List.of(), REASON);
		this.meters.pushed(refused);
		assertThat(count("rejected", "validation-failed")).isEqualTo(6);
	}

	@Test
	void saysWhatItCounts() {
		this.meters.pushed(report(null, result(Outcome.REJECTED, REASON)));
		assertThat(this.registry.get("offline.sync.mutations").counter().getId().getDescription()).isNotEmpty();
	}

	@Test
	void makesNoMeterOfWhatDidNotHappen() {
		this.meters.pushed(report(null, result(Outcome.REJECTED, REASON)));
		assertThat(this.registry.getMeters()).hasSize(1);
	}

	private double count(String outcome, String code) {
		return this.registry.get("offline.sync.mutations").tags("outcome", outcome, "code", code).counter().count();
	}

	private static PushReport report(@Nullable SyncException failure, TransactionResult... results) {
		return new PushReport("ana", "c", Instant.EPOCH, Duration.ZERO,
				Arrays.stream(results).map((result) -> transaction()).toList(), List.of(results), failure);
	}

	private static ClientTransaction transaction() {
		Mutation mutation = new Mutation("todo", Operation.DELETE, "1", null, null, null);
		return new ClientTransaction("t", List.of(mutation, mutation, mutation));
	}

	private static TransactionResult result(Outcome outcome, @Nullable SyncException error,
			MutationResult.Outcome... mutations) {
		JsonRecord record = new JsonRecord("1", null, RecordMetadata.NONE);
		return new TransactionResult("t", outcome, null,
				Arrays.stream(mutations).map((mutation) -> new MutationResult(mutation, record)).toList(), error, null);
	}

}
