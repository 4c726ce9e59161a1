package io.offlinesync.stomp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.feed.StreamRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.offlinesync.observation.SyncObservationContext;
import io.offlinesync.observation.SyncObservations;
import io.offlinesync.test.StompFrame;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class PageStreamTests {

	private static final Session SESSION = mock(Session.class);

	private static final SyncException FAILURE = new SyncException(SyncErrorCode.UNAVAILABLE, "Not now");

	private final List<StompFrame> written = new ArrayList<>();

	private final Deque<SendHandler> pending = new ArrayDeque<>();

	private final AtomicInteger ids = new AtomicInteger();

	private final AtomicInteger releases = new AtomicInteger();

	private final FakeFeed feed = new FakeFeed();

	private final SessionWriter writer = new SessionWriter((text, handler) -> {
		this.written.add(StompFrame.parse(text));
		this.pending.add(handler);
	}, 10_000, () -> {
		throw new AssertionError("Too much waits");
	});

	private final PageStream stream = stream(AckMode.CLIENT_INDIVIDUAL, this.writer);

	private final FakeFeed.Stream source = source(this.stream);

	@Test
	void asksOnceItStarts() {
		assertThat(this.source.wanted()).isFalse();
		this.stream.start(this.source);
		assertThat(this.source.requests).hasValue(1);
		assertThat(this.written).isEmpty();
	}

	@Test
	void asksForTheNextPageWhenTheLastWasWritten() {
		this.stream.start(this.source);
		this.source.offer("1", "2");
		assertThat(bodies()).containsExactly("1");
		assertThat(this.source.requests).hasValue(1);
		complete();
		assertThat(bodies()).containsExactly("1", "2");
		assertThat(this.source.requests).hasValue(2);
	}

	@Test
	void asksForTheNextPageWhenOneWasAcknowledged() {
		this.stream.start(this.source);
		this.source.offer("1", "2", "3");
		complete();
		complete();
		assertThat(bodies()).containsExactly("1", "2");
		assertThat(this.source.wanted()).isFalse();
		this.stream.acknowledge("unknown");
		assertThat(this.source.wanted()).isFalse();
		this.stream.acknowledge(ack(1));
		assertThat(bodies()).containsExactly("1", "2", "3");
	}

	@Test
	void holdsOnePageOfAClientThatDoesNotRead() {
		PageStream auto = stream(AckMode.AUTO, this.writer);
		FakeFeed.Stream endless = source(auto);
		this.writer.send(receipt());
		this.feed.onRequest = (source) -> source.offer("page");
		auto.start(endless);
		assertThat(endless.requests).hasValue(1);
		complete();
		assertThat(endless.requests).hasValue(1);
		complete();
		assertThat(endless.requests).hasValue(2);
	}

	@Test
	void largePagesOfSeveralStreamsAreNotTooMuchForABuffer() {
		for (int i = 0; i < 16; i++) {
			PageStream other = stream(AckMode.CLIENT, this.writer);
			FakeFeed.Stream full = source(other);
			full.offer("x".repeat(10_000));
			other.start(full);
		}
		for (int i = 0; i < 16; i++) {
			complete();
		}
		assertThat(this.written).hasSize(16);
	}

	@Test
	void anEndedStreamSaysNothing() {
		this.writer.send(receipt());
		this.stream.start(this.source);
		this.source.offer("1");
		this.stream.close();
		this.source.offer("2");
		this.stream.acknowledge("1");
		complete();
		assertThat(this.written).hasSize(1);
		assertThat(this.source.closes).hasValue(1);
		this.stream.close();
		this.source.fail(FAILURE);
		assertThat(this.source.closes).hasValue(1);
		assertThat(this.written).hasSize(1);
	}

	@Test
	void closesASourceThatComesTooLate() {
		this.stream.close();
		this.stream.start(this.source);
		assertThat(this.source.closes).hasValue(1);
		assertThat(this.source.requests).hasValue(0);
	}

	@Test
	void tellsOfAFailureOnceAfterThePagesBefore() {
		this.writer.send(receipt());
		this.stream.start(this.source);
		this.source.offer("1");
		this.source.fail(FAILURE);
		this.source.fail(FAILURE);
		this.source.offer("2");
		assertThat(this.releases).as("the id is in use until then").hasValue(0);
		complete();
		complete();
		assertThat(this.releases).hasValue(1);
		complete();
		this.stream.close();
		assertThat(this.written).hasSize(3);
		assertThat(this.written.get(1).body()).isEqualTo("1");
		assertThat(this.written.get(2).errorCode()).isEqualTo("unavailable");
		assertThat(this.written.get(2).headers()).containsKey("ack");
		assertThat(this.source.closes).as("it ended by itself").hasValue(0);
		assertThat(this.source.requests).hasValue(1);
	}

	@Test
	void tellsOfNoFailureIfNobodyWantsToKnow() {
		this.writer.send(receipt());
		this.stream.start(this.source);
		this.source.fail(FAILURE);
		this.releases.set(1);
		this.stream.close();
		complete();
		assertThat(this.written).hasSize(1);
	}

	@Test
	void endsWhenAPageIsRefused() {
		this.stream.start(this.source);
		this.source.offer("1");
		complete();
		this.stream.refuse("unknown");
		assertThat(this.source.closes).hasValue(0);
		this.stream.refuse(ack(0));
		this.stream.refuse(ack(0));
		this.stream.close();
		assertThat(this.written).hasSize(2);
		assertThat(this.written.get(1).errorCode()).isEqualTo("invalid-request");
		assertThat(this.source.closes).hasValue(1);
	}

	@Test
	void endsWhenTheSourceIsBroken() {
		this.feed.onRequest = (source) -> {
			throw FAILURE;
		};
		this.stream.start(this.source);
		assertThat(this.written).hasSize(1);
		assertThat(this.written.get(0).errorCode()).isEqualTo("unavailable");
		assertThat(this.source.closes).hasValue(1);
	}

	@Test
	void aFeedThatAnswersAtOnceDoesNotFillTheStack() {
		int pages = 10_000;
		for (AckMode mode : AckMode.values()) {
			List<StompFrame> received = new ArrayList<>();
			List<PageStream> self = new ArrayList<>();
			SessionWriter direct = new SessionWriter((text, handler) -> {
				StompFrame frame = StompFrame.parse(text);
				received.add(frame);
				handler.onResult(new SendResult(SESSION));
				self.get(0).acknowledge(Objects.requireNonNullElse(frame.header("ack"), ""));
			}, 10, () -> {
			});
			AtomicInteger produced = new AtomicInteger();
			this.feed.onRequest = (source) -> {
				if (produced.get() < pages) {
					source.offer(String.valueOf(produced.incrementAndGet()));
				}
			};
			PageStream quick = stream(mode, direct);
			self.add(quick);
			quick.start(source(quick));
			assertThat(received).hasSize(pages).last().extracting(StompFrame::body).isEqualTo("10000");
		}
	}

	@Test
	void listensWhileItIsBeingOpened() {
		this.stream.failed(FAILURE);
		this.stream.start(this.source);
		assertThat(this.written).hasSize(1);
		assertThat(this.source.requests).hasValue(0);
	}

	@Test
	void whoObservesDeliveriesHoldsUpNobodyElse() {
		List<PageStream> self = new ArrayList<>();
		List<String> outcomes = new ArrayList<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<SyncObservationContext>() {

			@Override
			public void onStart(SyncObservationContext delivery) {
				useMeanwhile();
			}

			@Override
			public void onStop(SyncObservationContext delivery) {
				useMeanwhile();
				outcomes.add(delivery.outcome());
			}

			private void useMeanwhile() {
				assertThat(CompletableFuture.runAsync(() -> self.get(0).acknowledge("unknown")))
					.succeedsWithin(Duration.ofSeconds(10));
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof SyncObservationContext;
			}

		});
		SyncObservations observations = new SyncObservations(registry, null);
		for (AckMode mode : List.of(AckMode.CLIENT_INDIVIDUAL, AckMode.AUTO)) {
			PageStream observed = stream(mode, this.writer, observations);
			self.add(0, observed);
			FakeFeed.Stream pages = source(observed);
			observed.start(pages);
			pages.offer("1", "2");
			complete();
			if (mode != AckMode.AUTO) {
				observed.acknowledge(ack(0));
			}
			observed.close();
			observed.page("3");
			complete();
		}
		assertThat(outcomes).containsExactly("acknowledged", "closed", "closed", "written", "closed", "closed");
	}

	private PageStream stream(AckMode mode, SessionWriter writer) {
		return stream(mode, writer, SyncObservations.NONE);
	}

	private PageStream stream(AckMode mode, SessionWriter writer, SyncObservations observations) {
		return new PageStream(new StreamAddress("/app/sync/changes", "s", mode), 2,
				() -> String.valueOf(this.ids.incrementAndGet()), writer,
				(ended) -> this.releases.getAndIncrement() == 0, observations);
	}

	private FakeFeed.Stream source(PageStream listener) {
		return (FakeFeed.Stream) this.feed.open(new StreamRequest(null, List.of(), null), listener);
	}

	private static String receipt() {
		return StompFrames.receipt("r");
	}

	private List<String> bodies() {
		return this.written.stream().map(StompFrame::body).toList();
	}

	private String ack(int frame) {
		return Objects.requireNonNull(this.written.get(frame).header("ack"));
	}

	private void complete() {
		Objects.requireNonNull(this.pending.poll()).onResult(new SendResult(SESSION));
	}

}
