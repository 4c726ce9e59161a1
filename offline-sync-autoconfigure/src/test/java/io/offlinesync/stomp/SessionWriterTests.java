package io.offlinesync.stomp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class SessionWriterTests {

	private static final Session SESSION = mock(Session.class);

	private final List<String> written = Collections.synchronizedList(new ArrayList<>());

	private final Deque<SendHandler> pending = new ArrayDeque<>();

	private final AtomicInteger broken = new AtomicInteger();

	private final SessionWriter writer = writer(10);

	@Test
	void writesOneFrameAtATimeInOrder() {
		this.writer.send("a");
		this.writer.send("b");
		this.writer.send("c");
		assertThat(this.written).containsExactly("a");
		complete();
		assertThat(this.written).containsExactly("a", "b");
		complete();
		complete();
		assertThat(this.written).containsExactly("a", "b", "c");
		assertThat(this.broken).hasValue(0);
	}

	@Test
	void saysWhenAFrameWasWritten() {
		List<String> done = new ArrayList<>();
		this.writer.send("a", () -> done.add("a"));
		this.writer.whenWritten(() -> done.add("all"));
		this.writer.send("b", () -> done.add("b"));
		assertThat(done).isEmpty();
		complete();
		assertThat(done).containsExactly("a", "all");
		complete();
		assertThat(done).containsExactly("a", "all", "b");
		this.writer.whenWritten(() -> done.add("idle"));
		assertThat(done).endsWith("idle");
	}

	@Test
	void makesAFrameWhenItsTurnComes() {
		List<String> done = new ArrayList<>();
		List<String> text = new ArrayList<>(List.of("early"));
		SessionWriter roomy = writer(1000);
		roomy.send("a");
		roomy.sendLazily(() -> text.remove(0), () -> done.add("b"));
		roomy.sendLazily(() -> "", () -> done.add("not wanted"));
		roomy.send("c");
		text.set(0, "late");
		complete();
		assertThat(this.written).containsExactly("a", "late");
		assertThat(done).isEmpty();
		complete();
		assertThat(this.written).containsExactly("a", "late", "c");
		assertThat(done).containsExactly("b", "not wanted");
	}

	@Test
	void aFrameThatIsMadeLaterCountsAsASmallOne() {
		SessionWriter roomy = writer(1000);
		roomy.send("a");
		for (int i = 0; i < 3; i++) {
			roomy.sendLazily(() -> "x".repeat(10_000), null);
		}
		assertThat(this.broken).hasValue(0);
		roomy.sendLazily(() -> "", null);
		assertThat(this.broken).hasValue(1);
	}

	@Test
	void givesUpWhenTooMuchWaits() {
		this.writer.send("a frame as large as it likes");
		this.writer.send("0123456789");
		assertThat(this.broken).hasValue(0);
		this.writer.send("x");
		assertThat(this.broken).hasValue(1);
	}

	@Test
	void givesUpWhenAFrameCannotBeWritten() {
		this.writer.send("a");
		Objects.requireNonNull(this.pending.poll()).onResult(new SendResult(SESSION, new IllegalStateException()));
		assertThat(this.broken).hasValue(1);
		SessionWriter refusing = new SessionWriter((text, handler) -> {
			throw new IllegalStateException();
		}, 10, this.broken::incrementAndGet);
		refusing.send("a");
		assertThat(this.broken).hasValue(2);
	}

	@Test
	void writesNothingOnceClosed() {
		this.writer.send("a");
		this.writer.send("b");
		this.writer.close();
		complete();
		this.writer.send("c");
		assertThat(this.written).containsExactly("a");
	}

	@Test
	void doesNotLetAnybodyWaitOnceClosed() {
		List<String> done = new ArrayList<>();
		this.writer.send("a", () -> done.add("a"));
		this.writer.whenWritten(() -> done.add("waiting"));
		this.writer.close();
		assertThat(done).containsExactly("waiting");
		this.writer.whenWritten(() -> done.add("late"));
		assertThat(done).containsExactly("waiting", "late");
	}

	@Test
	void knowsHowLongAClientTakes() {
		assertThat(this.writer.writingFor(System.nanoTime())).isZero();
		this.writer.send("a");
		long later = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
		assertThat(this.writer.writingFor(later)).isGreaterThan(TimeUnit.SECONDS.toNanos(4));
		assertThat(this.writer.idleFor(later)).isZero();
		complete();
		assertThat(this.writer.writingFor(later)).isZero();
		assertThat(this.writer.idleFor(later)).isPositive();
	}

	@Test
	void aConnectionThatCallsBackAtOnceDoesNotFillTheStack() {
		List<SessionWriter> self = new ArrayList<>();
		AtomicInteger count = new AtomicInteger();
		SessionWriter direct = new SessionWriter((text, handler) -> handler.onResult(new SendResult(SESSION)), 10,
				this.broken::incrementAndGet);
		self.add(direct);
		Runnable again = new Runnable() {
			@Override
			public void run() {
				if (count.incrementAndGet() < 100_000) {
					self.get(0).send("x", this);
				}
			}
		};
		direct.send("x", again);
		assertThat(count).hasValue(100_000);
		assertThat(this.broken).hasValue(0);
	}

	@Test
	void keepsTheOrderOfEachOfSeveralThreads() throws Exception {
		ExecutorService network = Executors.newFixedThreadPool(4);
		List<String> received = Collections.synchronizedList(new ArrayList<>());
		SessionWriter shared = new SessionWriter((text, handler) -> {
			received.add(text);
			network.execute(() -> handler.onResult(new SendResult(SESSION)));
		}, Long.MAX_VALUE, this.broken::incrementAndGet);
		ExecutorService senders = Executors.newFixedThreadPool(3);
		for (int sender = 0; sender < 3; sender++) {
			String name = sender + ":";
			senders.execute(() -> IntStream.range(0, 2000).forEach((i) -> shared.send(name + i)));
		}
		Awaitility.await().until(() -> received.size() == 6000);
		senders.shutdown();
		network.shutdown();
		for (int sender = 0; sender < 3; sender++) {
			String name = sender + ":";
			assertThat(received.stream().filter((text) -> text.startsWith(name)))
				.containsExactlyElementsOf(IntStream.range(0, 2000).mapToObj((i) -> name + i).toList());
		}
	}

	private SessionWriter writer(long limit) {
		return new SessionWriter((text, handler) -> {
			this.written.add(text);
			this.pending.add(handler);
		}, limit, this.broken::incrementAndGet);
	}

	private void complete() {
		Objects.requireNonNull(this.pending.poll()).onResult(new SendResult(SESSION));
	}

}
