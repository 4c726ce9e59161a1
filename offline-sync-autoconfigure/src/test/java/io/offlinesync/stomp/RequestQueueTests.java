package io.offlinesync.stomp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class RequestQueueTests {

	private static final Session SESSION = mock(Session.class);

	private final Deque<Runnable> workers = new ArrayDeque<>();

	private final Queue<SendHandler> pending = new ArrayDeque<>();

	private final List<String> done = new ArrayList<>();

	private final SessionWriter writer = new SessionWriter((text, handler) -> this.pending.add(handler), 100, () -> {
	});

	private final RequestQueue queue = new RequestQueue(this.workers::add, this.writer, 2, 100);

	@Test
	void worksOnOneAtATimeInOrder() {
		offer("a");
		offer("b");
		assertThat(this.workers).hasSize(1);
		work();
		assertThat(this.done).containsExactly("a");
		assertThat(this.workers).hasSize(1);
		work();
		assertThat(this.done).containsExactly("a", "b");
		assertThat(this.workers).isEmpty();
		offer("c");
		work();
		assertThat(this.done).containsExactly("a", "b", "c");
	}

	@Test
	void waitsUntilTheLastAnswerWasWritten() {
		this.queue.offer(() -> this.writer.send("answer"), 1);
		offer("b");
		work();
		assertThat(this.workers).isEmpty();
		Objects.requireNonNull(this.pending.poll()).onResult(new SendResult(SESSION));
		work();
		assertThat(this.done).containsExactly("b");
	}

	@Test
	void takesNoMoreThanMayWait() {
		assertThat(offer("a")).isTrue();
		work();
		assertThat(offer("b")).isTrue();
		assertThat(offer("c")).isTrue();
		assertThat(offer("d")).isFalse();
		work();
		assertThat(offer("e")).isTrue();
		work();
		work();
		assertThat(this.done).containsExactly("a", "b", "c", "e");
	}

	@Test
	void takesNoMoreBytesThanMayWait() {
		assertThat(this.queue.offer(() -> {
		}, 1000)).isTrue();
		assertThat(this.queue.offer(() -> {
		}, 101)).isFalse();
	}

	@Test
	void goesOnAfterAFailure() {
		this.queue.offer(() -> {
			throw new IllegalStateException("expected");
		}, 1);
		offer("b");
		try {
			work();
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessage("expected");
		}
		work();
		assertThat(this.done).containsExactly("b");
	}

	@Test
	void forgetsWhatWaitsOnceClosed() {
		offer("a");
		offer("b");
		this.queue.close();
		work();
		assertThat(this.done).isEmpty();
		assertThat(this.workers).isEmpty();
	}

	@Test
	void takesTheLastTaskHoweverManyWait() {
		offer("a");
		offer("b");
		this.queue.addLast(() -> this.done.add("last"));
		work();
		work();
		work();
		assertThat(this.done).containsExactly("a", "b", "last");
	}

	@Test
	void survivesTheEndOfTheWorkers() {
		RequestQueue ending = new RequestQueue((task) -> {
			throw new RejectedExecutionException();
		}, this.writer, 2, 100);
		assertThat(ending.offer(() -> this.done.add("a"), 1)).isTrue();
		assertThat(this.done).isEmpty();
	}

	private boolean offer(String name) {
		return this.queue.offer(() -> this.done.add(name), 1);
	}

	private void work() {
		Objects.requireNonNull(this.workers.poll()).run();
	}

}
