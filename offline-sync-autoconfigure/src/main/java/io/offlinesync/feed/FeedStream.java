package io.offlinesync.feed;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.feed.RecordChange.Told;
import io.offlinesync.jdbc.InternalErrors;
import io.offlinesync.jdbc.LogPosition;
import io.offlinesync.jdbc.RecordKey;
import io.offlinesync.observation.LogContext;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream. While it is behind, it reads the database for itself; once it has
 * caught up, it takes what the tail reader hands out.
 * <p>
 * From the one to the other it goes without a gap and without going back: it takes part
 * in the tail from a place that it has read already, and takes no page that was read
 * before its own last one.
 */
final class FeedStream implements ChangeStream {

	private final StreamRequest request;

	private final LogContext log = LogContext.current();

	private final FeedMonitor monitor;

	private final StreamReader reader;

	private final StreamListener listener;

	private final ChangeTail tail;

	private final Executor workers;

	private final TailQueue waiting = new TailQueue();

	private final StreamProgress progress;

	/** What the tail may know of: others, if rights have changed, once it is left. */
	private volatile List<StreamScope> scopes = List.of();

	private Mode mode = Mode.BEHIND;

	private boolean member;

	private boolean requested;

	private boolean busy;

	/** The page after one that was told and is not the last, read already. */
	private StreamReader.@Nullable Read ahead;

	FeedStream(StreamRequest request, StreamReader reader, StreamListener listener, ChangeTail tail, Executor workers,
			FeedMonitor monitor) {
		this.request = request;
		this.reader = reader;
		this.listener = listener;
		this.tail = tail;
		this.workers = workers;
		this.monitor = monitor;
		this.progress = new StreamProgress(request.cursor());
		monitor.opened(this);
	}

	/**
	 * The user's name, empty if anonymous.
	 */
	String user() {
		Principal user = this.request.user();
		return (user != null) ? user.getName() : "";
	}

	@Override
	public synchronized StreamStatus status() {
		return this.progress.status(user(), this.request.scopes(), this.mode == Mode.LIVE);
	}

	/**
	 * Whether what it tells depends on the user's rights.
	 */
	boolean isLimited() {
		return this.reader.isLimited();
	}

	List<StreamScope> scopes() {
		return this.scopes;
	}

	@Override
	public void request() {
		synchronized (this) {
			this.requested = true;
		}
		advance();
	}

	@Override
	public void close() {
		synchronized (this) {
			if (this.mode == Mode.CLOSED) {
				return;
			}
			end();
		}
	}

	/**
	 * Go on as far as possible: tell what waits, or have the database read.
	 */
	void advance() {
		List<TailChanges> pages = take();
		while (pages != null && !pages.isEmpty()) {
			tell(pages);
			pages = take();
		}
		if (pages != null) {
			execute(this::read);
		}
	}

	/**
	 * What is to be told; nothing if the database has to be read, {@literal null} if
	 * there is nothing to do now. If there is, nobody else gets anything until it is
	 * done.
	 */
	private synchronized @Nullable List<TailChanges> take() {
		if (this.busy || !this.requested || (this.mode != Mode.BEHIND && this.mode != Mode.LIVE)) {
			return null;
		}
		if (this.mode == Mode.LIVE && this.waiting.isEmpty()) {
			return null;
		}
		this.busy = true;
		if (this.mode == Mode.BEHIND) {
			return List.of();
		}
		return this.waiting.take();
	}

	private void tell(List<TailChanges> pages) {
		TailPage last = pages.get(pages.size() - 1).page();
		Map<RecordKey, Told> changes = (pages.size() == 1) ? pages.get(0).changes() : TailChanges.merge(pages);
		this.reader.moveTo(last.end());
		StreamPage page = new StreamPage(this.reader.cursor(last.encodedEnd()),
				changes.values().stream().<Supplier<String>>map((told) -> told::json).toList(), List.of(), List.of(),
				last.complete() ? last.snapshot().toString() : null);
		told(page);
		this.listener.page(page.toJson());
		done(null);
	}

	private synchronized void told(StreamPage page) {
		this.requested = false;
		this.progress.told(page);
		if (this.progress.isComplete() && this.waiting.isEmpty()) {
			this.progress.caughtUp();
		}
		else {
			this.progress.behind();
		}
	}

	private synchronized void done(StreamReader.@Nullable Read next) {
		this.ahead = next;
		this.busy = false;
	}

	private void read() {
		try {
			StreamReader.Read read = (this.ahead != null && this.reader.isRight()) ? this.ahead : this.reader.next();
			this.ahead = null;
			if (settle(read)) {
				countResets(read);
				told(read.page());
				if (!read.complete()) {
					// While this page is on its way.
					execute(this::readAhead);
					this.listener.page(this.reader.encode(read));
					return;
				}
				this.listener.page(this.reader.encode(read));
			}
		}
		catch (RuntimeException | Error ex) {
			fail(InternalErrors.answer(ex));
			return;
		}
		done(null);
		advance();
	}

	/**
	 * Whoever holds nothing has nothing to forget.
	 */
	private void countResets(StreamReader.Read read) {
		if (this.progress.cursor() != null) {
			read.lost().forEach(this.monitor::reset);
		}
	}

	private void readAhead() {
		try {
			done(this.reader.next());
		}
		catch (RuntimeException | Error ex) {
			fail(InternalErrors.answer(ex));
			return;
		}
		advance();
	}

	private void execute(Runnable task) {
		try {
			this.workers.execute(() -> {
				// Whoever has gone while it waited takes no time from those who have not.
				if (!isClosed()) {
					this.log.run(task);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			fail(new SyncException(SyncErrorCode.UNAVAILABLE, "The server is shutting down"));
		}
	}

	private synchronized boolean isClosed() {
		return this.mode == Mode.CLOSED;
	}

	/**
	 * Go over to the tail if a read has caught up with it.
	 * @return {@literal true} if the page is to be told
	 */
	private synchronized boolean settle(StreamReader.Read read) {
		if (this.mode == Mode.CLOSED) {
			return false;
		}
		if (this.scopes != read.scopes()) {
			if (this.member) {
				leave();
			}
			this.scopes = read.scopes();
		}
		LogPosition end = read.end();
		if (end == null) {
			if (this.member) {
				leave();
			}
			return true;
		}
		this.waiting.read(end, read.snapshot());
		this.progress.caughtUp();
		if (this.member) {
			this.mode = Mode.LIVE;
		}
		else {
			this.mode = Mode.JOINING;
			this.tail.join(this, this.reader.position());
		}
		return !read.page().isSilent() || !this.progress.isComplete();
	}

	/**
	 * Hear that the tail hands out to this stream what comes after a position.
	 * @param position the position
	 */
	void admitted(LogPosition position) {
		synchronized (this) {
			if (this.mode != Mode.JOINING) {
				return;
			}
			this.member = true;
			this.mode = this.waiting.reachesBackTo(position) ? Mode.LIVE : Mode.BEHIND;
			if (this.mode == Mode.BEHIND || !this.waiting.isEmpty()) {
				this.progress.behind();
			}
		}
		advance();
	}

	/**
	 * Take a page of the tail.
	 * @param page what it means to this stream
	 * @return {@literal true} if it may be told now
	 */
	boolean offer(TailChanges page) {
		synchronized (this) {
			if (!this.member || this.mode == Mode.CLOSED) {
				return false;
			}
			TailQueue.Offer offer = this.waiting.offer(page, this.mode == Mode.LIVE);
			if (offer == TailQueue.Offer.TAKEN) {
				this.progress.behind();
			}
			if (offer != TailQueue.Offer.TOO_MUCH) {
				return offer == TailQueue.Offer.TAKEN && this.mode == Mode.LIVE && this.requested;
			}
		}
		fallBehind();
		return true;
	}

	/**
	 * Hear how far the tail is, which has had nothing for this stream for a while.
	 * @param page a page without changes
	 * @param idle how long a stream may hear nothing, in nanoseconds
	 * @return {@literal true} if it may be told now
	 */
	boolean offerIdle(TailPage page, long idle) {
		synchronized (this) {
			if (this.mode != Mode.LIVE || !this.requested || !this.waiting.isEmpty()
					|| !this.progress.isIdleFor(idle)) {
				return false;
			}
		}
		return offer(new TailChanges(page, Map.of()));
	}

	/**
	 * Let go of the tail: what comes next is read from the database.
	 */
	void fallBehind() {
		synchronized (this) {
			if (this.mode == Mode.CLOSED) {
				return;
			}
			if (this.member || this.mode == Mode.JOINING) {
				leave();
			}
			this.mode = Mode.BEHIND;
			this.progress.behind();
		}
	}

	private void end() {
		if (this.member || this.mode == Mode.JOINING) {
			leave();
		}
		this.mode = Mode.CLOSED;
		this.ahead = null;
		this.waiting.clear();
		this.monitor.ended(this);
	}

	// Under the lock: joining again must not overtake it.
	private void leave() {
		this.member = false;
		this.waiting.clear();
		this.tail.leave(this);
	}

	void fail(SyncException reason) {
		synchronized (this) {
			if (this.mode == Mode.CLOSED) {
				return;
			}
			end();
		}
		this.listener.failed(reason);
	}

	private enum Mode {

		/** What comes next is read from the database. */
		BEHIND,

		/** All was read, and the tail was asked for what comes next. */
		JOINING,

		/** What comes next comes from the tail. */
		LIVE,

		CLOSED

	}

}
