package io.offlinesync.test;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SyncTestRecordTests {

	private static final String CREATED = "2026-01-01T00:00:00.000Z";

	private static final String UPDATED = "2026-01-01T00:00:00.001Z";

	private final SyncTestRecord record = SyncTestRecord.of(Json
		.tree("""
				{"uid": "1", "value": {"uid": "1", "title": "Milk", "done": true, "priority": 3, "tags": ["a"], "notes": null},
				 "metadata": {"createdAt": "%s", "updatedAt": "%s", "deletedAt": null}}"""
			.formatted(CREATED, UPDATED)));

	@Test
	void fieldsAreWhatJavaHasForThem() {
		assertThat(this.record.get("title")).isEqualTo("Milk");
		assertThat(this.record.get("done")).isEqualTo(true);
		assertThat(this.record.get("priority")).isEqualTo(3);
		assertThat(this.record.get("tags")).isEqualTo(List.of("a"));
		assertThat(this.record.get("notes")).isNull();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.record.get("tilte"))
			.withMessageStartingWith("No field tilte in SyncTestRecord");
	}

	@Test
	void theValueIsAnObjectOfTheApplications() {
		assertThat(this.record.as(Todo.class)).isEqualTo(new Todo("1", "Milk", true, null));
	}

	@Test
	void decimalNumbersAreExact() {
		SyncTestRecord exact = SyncTestRecord.of("1", Json.tree("{\"price\":12345678901234567.50}"), Json.tree("{}"));
		assertThat(exact.get("price")).isEqualTo(new BigDecimal("12345678901234567.50"));
		assertThat(exact.as(Priced.class)).isEqualTo(new Priced(new BigDecimal("12345678901234567.50")));
		assertThat(Json.tree(new Priced(new BigDecimal("12.50")))).hasToString("{\"price\":12.50}");
	}

	@Test
	void itsTimeIsThatOfTheLastWrite() {
		assertThat(this.record.time()).isEqualTo(Instant.parse(UPDATED));
		assertThat(this.record.stamps()).hasToString(
				"{\"createdAt\":\"2026-01-01T00:00:00Z\",\"updatedAt\":\"" + UPDATED + "\",\"deletedAt\":null}");
		assertThat(new SyncTestRecord("1", null, Instant.EPOCH, null, null).time()).isEqualTo(Instant.EPOCH);
		assertThat(new SyncTestRecord("1", null, Instant.MAX, Instant.MAX, Instant.EPOCH).time())
			.isEqualTo(Instant.EPOCH);
		assertThat(new SyncTestRecord("1", null, null, null, null).time()).isNull();
	}

	@Test
	void stampsAreToldWithoutAValueToo() {
		SyncTestRecord deleted = SyncTestRecord.of(Json.tree(Map.of("uid", "1", "deletedAt", CREATED)));
		assertThat(deleted.value()).isNull();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> deleted.as(Todo.class))
			.withMessageStartingWith("No value in SyncTestRecord");
		assertThat(deleted.deletedAt()).isEqualTo(Instant.parse(CREATED));
	}

	record Priced(BigDecimal price) {

	}

	record Todo(String uid, String title, boolean done, @Nullable String notes) {

	}

}
