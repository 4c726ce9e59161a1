package io.offlinesync.stomp;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.JsonRecord;
import io.offlinesync.jdbc.MutationResult;
import io.offlinesync.jdbc.ReconcileAnswer;
import io.offlinesync.jdbc.RecordPage;
import io.offlinesync.jdbc.TransactionResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReplyWriterTests {

	private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

	private static final JsonRecord RECORD = new JsonRecord("a\"b", "{\"n\": 1.10}",
			new RecordMetadata(NOW, null, null));

	private static final String RECORD_JSON = "{\"uid\":\"a\\\"b\",\"value\":{\"n\": 1.10},"
			+ "\"metadata\":{\"createdAt\":\"2026-01-31T12:00:00.000Z\",\"updatedAt\":null,\"deletedAt\":null}}";

	private final ReplyWriter writer = new ReplyWriter(1000);

	@Test
	void writesRecordsAsTheyAre() {
		assertThat(this.writer.result(Optional.of(RECORD))).isEqualTo("{\"result\":" + RECORD_JSON + "}");
		assertThat(this.writer.result(Optional.empty())).isEqualTo("{\"result\":null}");
		assertThat(this.writer.result(Optional.of(new JsonRecord("a", null, RecordMetadata.NONE)))).isEqualTo(
				"{\"result\":{\"uid\":\"a\",\"value\":null,\"metadata\":{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null}}}");
	}

	@Test
	void writesEveryKindOfTransactionResult() {
		SyncException forbidden = new SyncException(SyncErrorCode.FORBIDDEN, "No");
		SyncException unavailable = new SyncException(SyncErrorCode.UNAVAILABLE, "Later", Map.of("since", NOW), null);
		List<TransactionResult> results = List.of(
				new TransactionResult("1", TransactionResult.Outcome.COMMITTED, "7",
						List.of(new MutationResult(MutationResult.Outcome.APPLIED, RECORD),
								new MutationResult(MutationResult.Outcome.SUPERSEDED, RECORD)),
						null, null),
				new TransactionResult("2", TransactionResult.Outcome.REJECTED, "8",
						List.of(new MutationResult(MutationResult.Outcome.REJECTED, RECORD)), forbidden, 0),
				new TransactionResult("3", TransactionResult.Outcome.NOT_ATTEMPTED, null, List.of(), unavailable,
						null));
		assertThat(this.writer.result(results)).isEqualTo("{\"result\":{\"transactions\":["
				+ "{\"id\":\"1\",\"outcome\":\"committed\",\"xid\":\"7\",\"results\":[{\"outcome\":\"applied\",\"record\":"
				+ RECORD_JSON + ",\"xid\":\"7\"},{\"outcome\":\"superseded\",\"record\":" + RECORD_JSON
				+ ",\"xid\":\"7\"}]},"
				+ "{\"id\":\"2\",\"outcome\":\"rejected\",\"xid\":\"8\",\"results\":[{\"outcome\":\"rejected\",\"record\":"
				+ RECORD_JSON
				+ "}],\"error\":{\"code\":\"forbidden\",\"message\":\"No\",\"retryable\":false,\"details\":{},\"mutation\":0}},"
				+ "{\"id\":\"3\",\"outcome\":\"not-attempted\",\"xid\":null,\"results\":[],\"error\":{\"code\":\"unavailable\","
				+ "\"message\":\"Later\",\"retryable\":true,\"details\":{\"since\":\"2026-01-31T12:00:00.000Z\"}}}]}}");
	}

	@Test
	void tellsReadersToAskForLess() {
		List<JsonRecord> many = Collections.nCopies(20, RECORD);
		assertThatTooLarge(new RecordPage(many, null)).withMessageContaining("with a smaller limit");
		assertThatTooLarge(new ReconcileAnswer(many, List.of(), List.of(), List.of(), List.of(), List.of()))
			.withMessageContaining("a smaller range");
	}

	@Test
	void countsBytesAndNotCharacters() {
		this.writer.result(new RecordPage(List.of(euros(800)), null));
		assertThatTooLarge(
				new RecordPage(List.of(new JsonRecord("a", '"' + "€".repeat(300) + '"', RECORD.metadata())), null));
	}

	@Test
	void reportsWhatHasHappenedEvenIfThatIsLarge() {
		MutationResult large = new MutationResult(MutationResult.Outcome.APPLIED, euros(10_000));
		assertThat(this.writer.result(new SingleResult(large, "7"))).hasSizeGreaterThan(10_000);
		MutationResult tooLarge = new MutationResult(MutationResult.Outcome.APPLIED, euros(16_000));
		assertThatTooLarge(new SingleResult(tooLarge, "7"));
	}

	private static JsonRecord euros(int size) {
		return new JsonRecord("a", '"' + "E".repeat(size) + '"', RecordMetadata.NONE);
	}

	private org.assertj.core.api.ThrowableAssertAlternative<SyncException> assertThatTooLarge(Object result) {
		return assertThatExceptionOfType(SyncException.class).isThrownBy(() -> this.writer.result(result))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.TOO_LARGE));
	}

}
