package io.offlinesync.inspector;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.feed.StreamRequest;
import io.offlinesync.feed.StreamStatus;
import io.offlinesync.feed.TailStatus;
import io.offlinesync.jdbc.ClientTransaction;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.PushReport;
import io.offlinesync.stomp.SessionStatus;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

class InspectorTests {

	private static final TailStatus TAIL = new TailStatus(true, 0, Duration.ZERO, null);

	@Test
	void remembersTheLastPushesOnly() {
		RecentPushes pushes = new RecentPushes(new InspectorProperties(true, 2));
		List.of("a", "b", "c").forEach((client) -> pushes.pushed(report(client, 1, 1)));
		assertThat(pushes.list()).extracting(InspectedPush::clientId).containsExactly("c", "b");
	}

	@Test
	void remembersAPartOfALargePush() {
		InspectedPush push = InspectedPush.of(report("a", 30, 25));
		assertThat(push.transactions()).hasSize(20);
		assertThat(push.more()).isEqualTo(10);
		assertThat(push.transactions().get(0).changes()).hasSize(20);
		assertThat(push.transactions().get(0).more()).isEqualTo(5);
		assertThat(push.failure()).isEqualTo(new InspectedPush.Failure("unavailable", "Later"));
		assertThat(push.transactions().get(0).outcome()).isNull();
	}

	@Test
	void remembersTheBeginningOfLongTextsOnly() {
		String text = "x".repeat(100_000);
		Mutation mutation = new Mutation(text, Operation.DELETE, text, null, null, null);
		PushReport report = new PushReport("ana", "a", Instant.EPOCH, Duration.ofMillis(1),
				List.of(new ClientTransaction("t", List.of(mutation))), List.of(),
				new SyncException(SyncErrorCode.INVALID_REQUEST, text));
		InspectedPush push = InspectedPush.of(report);
		assertThat(push.transactions().get(0).changes()).singleElement().satisfies((change) -> {
			assertThat(change.table()).hasSize(513).endsWith("x…");
			assertThat(change.uid()).hasSize(513);
		});
		assertThat(push.failure()).isNotNull();
		assertThat(push.failure().message()).hasSize(513);
	}

	@Test
	void showsConditionsAsAPersonWouldWriteThem() {
		Where where = Where.eq("listUid", 1).and(Where.isNull("dueAt")).and(Where.in("color", List.of("red", "blue")));
		assertThat(node(1, where).streams().get(0).scopes())
			.containsExactly(new InspectedNode.Scope("todo", "listUid = 1 and dueAt is null and color in red, blue"));
		assertThat(node(1, Where.all()).streams().get(0).scopes()).containsExactly(new InspectedNode.Scope("todo", ""));
	}

	@Test
	void showsTheBeginningOfLongConditionsOnly() {
		Where where = Where.in("color", Collections.nCopies(1000, "red"));
		assertThat(node(1, where).streams().get(0).scopes()).singleElement()
			.satisfies((scope) -> assertThat(scope.where()).hasSize(513).startsWith("color in red, red"));
	}

	@Test
	void showsAPartOfManyStreams() {
		InspectedNode node = node(250, Where.all());
		assertThat(node.streams()).hasSize(200);
		assertThat(node.moreStreams()).isEqualTo(50);
	}

	@Test
	void nativeImagesKnowThePageAndWhatItShows() {
		RuntimeHints hints = new RuntimeHints();
		new InspectorRuntimeHints().registerHints(hints, null);
		assertThat(List.of("inspector.html", "inspector.js", "inspector.css")).allMatch((
				file) -> RuntimeHintsPredicates.resource().forResource("io/offlinesync/inspector/" + file).test(hints));
		assertThat(
				List.of(InspectedNode.class, InspectedNode.Stream.class, InspectedPush.Change.class, TailStatus.class))
			.allMatch((type) -> RuntimeHintsPredicates.reflection().onType(type).test(hints));
	}

	private static InspectedNode node(int streams, Where where) {
		StreamStatus status = new StreamStatus("ana", List.of(new StreamRequest.Scope("todo", where)), true,
				Duration.ZERO, 1, null, null);
		SessionStatus session = new SessionStatus("s", "ana", Instant.EPOCH,
				Collections.nCopies(streams, new SessionStatus.Stream("sub", 0, status)));
		return InspectedNode.of(List.of("todo"), List.of(session), TAIL, List.of());
	}

	private static PushReport report(String client, int transactions, int mutations) {
		Mutation mutation = new Mutation("todo", Operation.DELETE, "1", null, null, null);
		return new PushReport("ana", client, Instant.EPOCH, Duration.ofMillis(1),
				Collections.nCopies(transactions, new ClientTransaction("t", Collections.nCopies(mutations, mutation))),
				List.of(), new SyncException(SyncErrorCode.UNAVAILABLE, "Later"));
	}

}
