package io.offlinesync.jdbc;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.TransactionResult.Outcome;
import io.offlinesync.observation.SyncObservations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class ObservedSyncServiceTests {

	private static final Push PUSH = new Push(null, "phone", null, List.of(new ClientTransaction("t1", List.of())));

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final List<PushReport> reports = new ArrayList<>();

	@ParameterizedTest
	@CsvSource({ "COMMITTED,COMMITTED,success", "COMMITTED,REJECTED,rejected", "REJECTED,NOT_ATTEMPTED,not-attempted" })
	void aPushIsWhatBecameOfItsWorstTransaction(Outcome first, Outcome second, String outcome) {
		observed(this.reports::add, result(first), result(second)).push(PUSH);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("offline.sync.push")
			.hasLowCardinalityKeyValue("outcome", outcome);
		assertThat(this.reports).singleElement().satisfies((report) -> assertThat(report.results()).hasSize(2));
	}

	@Test
	void aListenerThatFailsKeepsNoAnswerBackAndNoOtherListener(CapturedOutput output) {
		PushListener failing = (report) -> {
			throw new IllegalStateException("SECRET");
		};
		SyncService service = new ObservedSyncService(serving(result(Outcome.COMMITTED)), SyncObservations.NONE,
				List.of(failing, this.reports::add));
		assertThat(service.push(PUSH)).containsExactly(result(Outcome.COMMITTED));
		assertThat(this.reports).hasSize(1);
		assertThat(output).contains("could not take note of a push").contains("IllegalStateException");
	}

	@Test
	void whyAPushWasRefusedIsNotHiddenByAListenerThatFails() {
		SyncException reason = new SyncException(SyncErrorCode.RESYNC_REQUIRED, "Read first");
		SyncService refusing = service(() -> {
			throw reason;
		});
		SyncService service = new ObservedSyncService(refusing, SyncObservations.NONE, List.of((report) -> {
			throw new IllegalStateException();
		}));
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> service.push(PUSH)).isSameAs(reason);
	}

	private SyncService observed(PushListener listener, TransactionResult... results) {
		return new ObservedSyncService(serving(results), new SyncObservations(this.registry, null), List.of(listener));
	}

	private static SyncService serving(TransactionResult... results) {
		return service(() -> List.of(results));
	}

	/** Nothing but pushes is asked of it. */
	private static SyncService service(Supplier<List<TransactionResult>> push) {
		return (SyncService) Proxy.newProxyInstance(SyncService.class.getClassLoader(),
				new Class<?>[] { SyncService.class }, (proxy, method, arguments) -> push.get());
	}

	private static TransactionResult result(Outcome outcome) {
		return new TransactionResult("t1", outcome, null, List.of(), null, null);
	}

}
