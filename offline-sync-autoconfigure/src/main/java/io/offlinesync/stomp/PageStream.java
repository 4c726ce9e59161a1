package io.offlinesync.stomp;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.feed.ChangeStream;
import io.offlinesync.feed.StreamListener;
import io.offlinesync.observation.SyncObservation;
import io.offlinesync.observation.SyncObservations;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one subscription: asks the feed for a page whenever the client is ready
 * for it. Whether a message is still wanted is looked up when its turn to be written
 * comes: whatever is sent after the end of a stream, nothing of the stream follows it,
 * and its id can be used again.
 */
class PageStream implements StreamListener {

	private final StreamAddress address;

	private final Supplier<String> ids;

	private final SessionWriter writer;

	private final Predicate<PageStream> release;

	private final SyncObservations observations;

	private final PageWindow window;

	private final Queue<Page> waiting = new ArrayDeque<>();

	private State state = State.OPEN;

	private @Nullable ChangeStream source;

	private boolean asking;

	/**
	 * Create a stream.
	 * @param address where its messages go
	 * @param window how many pages may be unacknowledged
	 * @param ids gives ids for messages
	 * @param writer writes messages
	 * @param release frees the subscription's id; {@literal false} if it was free before
	 * @param observations makes observations
	 */
	PageStream(StreamAddress address, int window, Supplier<String> ids, SessionWriter writer,
			Predicate<PageStream> release, SyncObservations observations) {
		this.observations = observations;
		this.address = address;
		this.window = new PageWindow(address.mode(), window);
		this.ids = ids;
		this.writer = writer;
		this.release = release;
	}

	/**
	 * Begin to ask for pages.
	 * @param source where they come from
	 */
	void start(ChangeStream source) {
		boolean closed;
		synchronized (this.window) {
			this.source = source;
			closed = (this.state == State.CLOSED);
		}
		if (closed) {
			source.close();
		}
		else {
			proceed();
		}
	}

	@Override
	public void page(String json) {
		Page page = new Page(this.ids.get(), json);
		Consumer<String> delivered = this.observations.start(SyncObservation.DELIVERY);
		boolean open;
		synchronized (this.window) {
			open = this.state == State.OPEN;
			if (open) {
				this.window.arrived(page.id(), delivered);
				this.waiting.add(page);
			}
		}
		if (!open) {
			delivered.accept(PageWindow.CLOSED);
			return;
		}
		this.writer.sendLazily(this::nextPage, this::written);
	}

	@Override
	public void failed(SyncException reason) {
		fail(reason);
	}

	/**
	 * Take the client's word that it has dealt with a page.
	 * @param id the page's id
	 */
	void acknowledge(String id) {
		boolean known;
		synchronized (this.window) {
			known = this.window.acknowledge(id);
		}
		if (known) {
			endDeliveries();
			proceed();
		}
	}

	/**
	 * Take the client's word that it cannot deal with a page: the pages after it would
	 * build on what it lacks.
	 * @param id the page's id
	 */
	void refuse(String id) {
		boolean known;
		synchronized (this.window) {
			known = this.window.awaits(id);
		}
		if (known) {
			abort(new SyncException(SyncErrorCode.INVALID_REQUEST, "The stream ends, since a page was refused"));
		}
	}

	/**
	 * Look at the stream.
	 * @return its state as of now, or {@literal null} if it has not begun yet
	 */
	SessionStatus.@Nullable Stream status() {
		ChangeStream current;
		int unacknowledged;
		synchronized (this.window) {
			current = this.source;
			unacknowledged = this.window.unacknowledged();
		}
		return (current != null)
				? new SessionStatus.Stream(this.address.subscription(), unacknowledged, current.status()) : null;
	}

	/**
	 * End the stream without a word.
	 */
	void close() {
		ChangeStream open;
		synchronized (this.window) {
			open = (this.state == State.OPEN) ? this.source : null;
			this.state = State.CLOSED;
			this.waiting.clear();
			this.window.close();
		}
		endDeliveries();
		if (open != null) {
			open.close();
		}
	}

	// A loop, since a feed that answers at once calls back before request() returns: with
	// recursion, as many pages as it has would be as many levels on the stack.
	private void proceed() {
		try {
			for (ChangeStream next = next(false); next != null; next = next(true)) {
				next.request();
			}
		}
		catch (RuntimeException ex) {
			abort(Errors.of(ex));
		}
	}

	private @Nullable ChangeStream next(boolean again) {
		synchronized (this.window) {
			if (this.source == null || (this.asking && !again)) {
				return null;
			}
			this.asking = (this.state == State.OPEN) && this.window.request();
			return this.asking ? this.source : null;
		}
	}

	private String nextPage() {
		Page page;
		synchronized (this.window) {
			page = this.waiting.poll();
		}
		return (page != null) ? this.address.message(page.id(), page.json()) : "";
	}

	private void written() {
		synchronized (this.window) {
			this.window.written();
		}
		endDeliveries();
		proceed();
	}

	private void endDeliveries() {
		List<Runnable> ended;
		synchronized (this.window) {
			ended = this.window.takeEnded();
		}
		ended.forEach(Runnable::run);
	}

	private void abort(SyncException reason) {
		ChangeStream open;
		synchronized (this.window) {
			open = this.source;
		}
		if (fail(reason) && open != null) {
			open.close();
		}
	}

	private boolean fail(SyncException reason) {
		synchronized (this.window) {
			if (this.state != State.OPEN) {
				return false;
			}
			this.state = State.FAILED;
		}
		this.writer.sendLazily(() -> lastMessage(reason), null);
		return true;
	}

	private String lastMessage(SyncException reason) {
		if (!this.release.test(this)) {
			return "";
		}
		// A page may have come in just before, and be about to be sent behind this.
		close();
		return this.address.message(this.ids.get(), ReplyWriter.error(reason));
	}

	private record Page(String id, String json) {

	}

	private enum State {

		OPEN, FAILED, CLOSED

	}

}
