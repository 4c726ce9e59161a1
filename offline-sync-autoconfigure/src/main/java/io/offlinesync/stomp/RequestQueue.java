package io.offlinesync.stomp;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * The requests of one session, worked on one by one and in order by threads that all
 * sessions share. The next one begins when the answer to the last one was written: a
 * client that does not read makes no work.
 */
class RequestQueue {

	private final Executor workers;

	private final SessionWriter writer;

	private final int maxWaiting;

	private final long maxBytes;

	private final Queue<Entry> waiting = new ArrayDeque<>();

	private long waitingBytes;

	private boolean busy;

	private boolean closed;

	RequestQueue(Executor workers, SessionWriter writer, int maxWaiting, long maxBytes) {
		this.workers = workers;
		this.writer = writer;
		this.maxWaiting = maxWaiting;
		this.maxBytes = maxBytes;
	}

	/**
	 * Add a request.
	 * @param request what to run
	 * @param bytes how much memory it holds
	 * @return {@literal false} if too much waits already
	 */
	boolean offer(Runnable request, int bytes) {
		synchronized (this.waiting) {
			if (this.busy && (this.waiting.size() >= this.maxWaiting || this.waitingBytes + bytes > this.maxBytes)) {
				return false;
			}
			add(request, bytes);
		}
		return true;
	}

	/**
	 * Add something to do after all requests, however many wait.
	 * @param last what to run
	 */
	void addLast(Runnable last) {
		synchronized (this.waiting) {
			add(last, 0);
		}
	}

	/**
	 * Forget what waits. What is being worked on goes on, and nobody hears of it.
	 */
	void close() {
		synchronized (this.waiting) {
			this.closed = true;
			this.waiting.clear();
		}
	}

	private void add(Runnable task, int bytes) {
		if (!this.closed) {
			this.waiting.add(new Entry(task, bytes));
			this.waitingBytes += bytes;
			if (!this.busy) {
				this.busy = true;
				schedule();
			}
		}
	}

	private void schedule() {
		try {
			this.workers.execute(this::runNext);
		}
		catch (RejectedExecutionException ex) {
			// The server is shutting down: clients send again what was not answered.
			this.closed = true;
			this.waiting.clear();
		}
	}

	private void runNext() {
		Entry next = poll();
		if (next != null) {
			try {
				next.task().run();
			}
			finally {
				this.writer.whenWritten(this::proceed);
			}
		}
	}

	private @Nullable Entry poll() {
		synchronized (this.waiting) {
			Entry next = this.waiting.poll();
			if (next != null) {
				this.waitingBytes -= next.bytes();
			}
			return next;
		}
	}

	private void proceed() {
		synchronized (this.waiting) {
			this.busy = !this.waiting.isEmpty();
			if (this.busy) {
				schedule();
			}
		}
	}

	private record Entry(Runnable task, int bytes) {

	}

}
