package io.offlinesync.observation;

import java.util.function.Consumer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SyncObservationsTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final SyncObservations observations = new SyncObservations(this.registry, null);

	@Test
	void saysWhatWasDoneAndWhatBecameOfIt() {
		String result = this.observations.observe(SyncObservation.RECONCILE, "todo", () -> {
			assertThat(this.registry.getCurrentObservation()).isNotNull();
			return "done";
		}, (done) -> done + "!");
		assertThat(result).isEqualTo("done");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("offline.sync.reconcile")
			.hasContextualNameEqualTo("offline sync reconcile")
			.hasLowCardinalityKeyValue("table", "todo")
			.hasLowCardinalityKeyValue("outcome", "done!")
			.hasBeenStopped();
	}

	@Test
	void saysWhyItFailed() {
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> this.observations.observe(SyncObservation.PUSH, null, () -> {
				throw new SyncException(SyncErrorCode.UNAVAILABLE, "Later");
			}, String::valueOf));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.observations.observe(SyncObservation.SNAPSHOT, "todo", () -> {
				throw new IllegalStateException();
			}, String::valueOf));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("offline.sync.push")
			.that()
			.hasLowCardinalityKeyValue("outcome", "unavailable")
			.hasError()
			.hasBeenStopped()
			.backToTestObservationRegistry()
			.hasObservationWithNameEqualTo("offline.sync.snapshot")
			.that()
			.hasLowCardinalityKeyValue("outcome", "error")
			.hasError()
			.hasBeenStopped();
	}

	@Test
	void observesWhatEndsElsewhere() {
		Consumer<String> delivered = this.observations.start(SyncObservation.DELIVERY);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasLowCardinalityKeyValue("outcome", "unknown")
			.isNotStopped();
		delivered.accept("acknowledged");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasLowCardinalityKeyValue("outcome", "acknowledged")
			.hasBeenStopped();
	}

	@Test
	void takesTagsFromAnotherConvention() {
		SyncObservations own = new SyncObservations(this.registry, new DefaultSyncObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(SyncObservationContext context) {
				return super.getLowCardinalityKeyValues(context).and("kind", context.observation().name());
			}

		});
		own.observe(SyncObservation.TAIL, null, () -> 1, (one) -> "success");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("offline.sync.tail")
			.hasLowCardinalityKeyValue("kind", "TAIL")
			.hasLowCardinalityKeyValue("outcome", "success");
	}

}
