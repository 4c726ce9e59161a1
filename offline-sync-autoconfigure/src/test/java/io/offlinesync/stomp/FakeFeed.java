package io.offlinesync.stomp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.offlinesync.SyncException;
import io.offlinesync.feed.ChangeFeed;
import io.offlinesync.feed.ChangeStream;
import io.offlinesync.feed.StreamListener;
import io.offlinesync.feed.StreamRequest;
import io.offlinesync.feed.StreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * A feed that says what tests let it say, and remembers who asked.
 */
class FakeFeed implements ChangeFeed {

	final Map<String, Supplier<? extends RuntimeException>> failures = new ConcurrentHashMap<>();

	final BlockingQueue<Stream> opened = new LinkedBlockingQueue<>();

	/** What happens when a stream is asked for a page. */
	volatile Consumer<Stream> onRequest = (stream) -> {
	};

	@Override
	public ChangeStream open(StreamRequest request, StreamListener listener) {
		for (StreamRequest.Scope scope : request.scopes()) {
			Supplier<? extends RuntimeException> failure = this.failures.get(scope.table());
			if (failure != null) {
				throw failure.get();
			}
		}
		Stream stream = new Stream(request, listener);
		this.opened.add(stream);
		return stream;
	}

	/** The stream that was opened after the last one taken. */
	Stream next() {
		try {
			Stream stream = this.opened.poll(10, TimeUnit.SECONDS);
			if (stream == null) {
				throw new AssertionError("No stream was opened");
			}
			return stream;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	final class Stream implements ChangeStream {

		final StreamRequest request;

		final AtomicInteger requests = new AtomicInteger();

		final AtomicInteger closes = new AtomicInteger();

		private final StreamListener listener;

		private final Queue<String> pages = new ArrayDeque<>();

		private boolean wanted;

		private Stream(StreamRequest request, StreamListener listener) {
			this.request = request;
			this.listener = listener;
		}

		@Override
		public void request() {
			this.requests.incrementAndGet();
			deliver(true, List.of());
			FakeFeed.this.onRequest.accept(this);
		}

		@Override
		public void close() {
			this.closes.incrementAndGet();
		}

		@Override
		public StreamStatus status() {
			return new StreamStatus("", this.request.scopes(), true, Duration.ZERO, 0, null, null);
		}

		/** Have something to say, now or as soon as it is asked for. */
		void offer(String... pages) {
			deliver(false, List.of(pages));
		}

		void fail(SyncException reason) {
			this.listener.failed(reason);
		}

		boolean wanted() {
			synchronized (this.pages) {
				return this.wanted;
			}
		}

		private void deliver(boolean requested, List<String> offered) {
			String page = take(requested, offered);
			if (page != null) {
				this.listener.page(page);
			}
		}

		private @Nullable String take(boolean requested, List<String> offered) {
			synchronized (this.pages) {
				this.wanted |= requested;
				this.pages.addAll(offered);
				String page = this.wanted ? this.pages.poll() : null;
				this.wanted &= (page == null);
				return page;
			}
		}

	}

}
