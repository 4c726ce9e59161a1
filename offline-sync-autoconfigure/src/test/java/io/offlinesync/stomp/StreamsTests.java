package io.offlinesync.stomp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.observation.SyncObservations;
import io.offlinesync.test.StompFrame;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class StreamsTests {

	private static final StompProperties PROPERTIES = TestProperties.of("max-streams=2");

	private final List<String> written = new ArrayList<>();

	private final Deque<SendHandler> pending = new ArrayDeque<>();

	private final AtomicInteger ids = new AtomicInteger();

	private final AtomicInteger broken = new AtomicInteger();

	private final FakeFeed feed = new FakeFeed();

	private final SessionWriter writer = new SessionWriter((text, handler) -> {
		this.written.add(StompFrame.parse(text).body());
		this.pending.add(handler);
	}, 10_000, this.broken::incrementAndGet);

	private final Streams streams = new Streams(new StreamOpener(this.feed, PROPERTIES, SyncObservations.NONE),
			PROPERTIES, new RequestRate(100, System::nanoTime), () -> String.valueOf(this.ids.incrementAndGet()),
			this.writer);

	@Test
	void nothingOfAnEndedStreamFollowsAnotherOfTheSameId() {
		this.writer.send(StompFrames.reply("/r", "r", "0", null, "stalled"));
		FakeFeed.Stream failed = open("s");
		failed.offer("old");
		failed.fail(new SyncException(SyncErrorCode.UNAVAILABLE, "Not now"));
		this.streams.close("s");
		open("s").offer("new");
		complete();
		assertThat(this.written).containsExactly("stalled", "new");
	}

	@Test
	void aClientThatOpensAndClosesButNeverReadsHoldsNoPages() {
		this.writer.send(StompFrames.reply("/r", "r", "0", null, "stalled"));
		int opened = 0;
		while (this.broken.get() == 0 && opened < 1000) {
			open("s").offer("x".repeat(100_000));
			this.streams.close("s");
			opened++;
		}
		assertThat(opened).isLessThan(100);
	}

	@Test
	void aFailedStreamKeepsItsIdUntilTheClientIsTold() {
		this.writer.send(StompFrames.reply("/r", "r", "0", null, "stalled"));
		open("s").fail(new SyncException(SyncErrorCode.UNAVAILABLE, "Not now"));
		assertThat(this.streams.has("s")).isTrue();
		complete();
		assertThat(this.streams.has("s")).isFalse();
		assertThat(this.written).hasSize(2);
	}

	@Test
	void aStreamThatIsOpenedWhileTheSessionEndsIsClosed() {
		this.streams.close();
		assertThat(open("a").closes).hasValue(1);
		assertThat(this.streams.has("a")).isFalse();
	}

	@Test
	void allStreamsAreClosedOnce() {
		FakeFeed.Stream a = open("a");
		FakeFeed.Stream b = open("b");
		this.streams.close("a");
		this.streams.close();
		this.streams.close();
		assertThat(a.closes).hasValue(1);
		assertThat(b.closes).hasValue(1);
	}

	private FakeFeed.Stream open(String id) {
		StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.SUBSCRIBE);
		headers.setNativeHeader("scopes", "[{\"table\":\"todo\",\"where\":{}}]");
		this.streams.open(id, "/app/sync/changes", headers);
		return this.feed.next();
	}

	private void complete() {
		Objects.requireNonNull(this.pending.poll()).onResult(new SendResult(mock(Session.class)));
	}

}
