package io.offlinesync.stomp;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one connection, in order and without ever blocking the caller:
 * while the client is receiving one, the next ones wait.
 */
class SessionWriter {

	private static final int LAZY_SIZE = 256;

	private static final Supplier<String> NOTHING = () -> "";

	private final BiConsumer<String, SendHandler> connection;

	private final long limit;

	private final Runnable broken;

	private final Queue<Frame> waiting = new ArrayDeque<>();

	private long waitingSize;

	private boolean writing;

	private boolean closed;

	private long since = System.nanoTime();

	/**
	 * Create a writer.
	 * @param connection sends a text and calls back
	 * @param limit how many characters may wait
	 * @param broken what to do if a frame cannot be written, or too many wait
	 */
	SessionWriter(BiConsumer<String, SendHandler> connection, long limit, Runnable broken) {
		this.connection = connection;
		this.limit = limit;
		this.broken = broken;
	}

	/**
	 * Write a frame.
	 * @param text the frame
	 */
	void send(String text) {
		send(text, null);
	}

	/**
	 * Write a frame and say when it was handed to the network.
	 * @param text the frame
	 * @param written what to do then, on a thread that must not be blocked; not called if
	 * the connection ends before
	 */
	void send(String text, @Nullable Runnable written) {
		add(new Frame(() -> text, text.length(), written));
	}

	/**
	 * Write a frame that is made when its turn comes. It counts as a small one, whatever
	 * its size: who sends such frames bounds what they hold while they wait.
	 * @param text gives the frame, or an empty text if it is not wanted any more
	 * @param written what to do when it was handed to the network, or not wanted, on a
	 * thread that must not be blocked; not called if the connection ends before
	 */
	void sendLazily(Supplier<String> text, @Nullable Runnable written) {
		add(new Frame(text, LAZY_SIZE, written));
	}

	/**
	 * Do something once everything sent so far was handed to the network, or never will
	 * be: at once, if nothing waits.
	 * @param action what to do, on a thread that must not be blocked
	 */
	void whenWritten(Runnable action) {
		if (!add(new Frame(NOTHING, 0, action))) {
			action.run();
		}
	}

	/**
	 * Stop writing, and forget what waits.
	 */
	void close() {
		List<Frame> forgotten;
		synchronized (this.waiting) {
			this.closed = true;
			forgotten = List.copyOf(this.waiting);
			this.waiting.clear();
		}
		forgotten.stream().filter(Frame::mark).forEach(Frame::done);
	}

	/**
	 * How long the client has been receiving one frame.
	 * @param now the {@link System#nanoTime()} to compare with
	 * @return the time in nanoseconds, or 0 if nothing is being written
	 */
	long writingFor(long now) {
		synchronized (this.waiting) {
			return this.writing ? now - this.since : 0;
		}
	}

	/**
	 * How long nothing was written.
	 * @param now the {@link System#nanoTime()} to compare with
	 * @return the time in nanoseconds, or 0 if something is being written
	 */
	long idleFor(long now) {
		synchronized (this.waiting) {
			return this.writing ? 0 : now - this.since;
		}
	}

	private boolean add(Frame frame) {
		boolean overflow;
		synchronized (this.waiting) {
			if (this.closed) {
				return false;
			}
			overflow = this.writing && this.waitingSize + frame.size() > this.limit;
			if (!overflow) {
				this.waiting.add(frame);
				this.waitingSize += frame.size();
				if (this.writing) {
					return true;
				}
				this.writing = true;
			}
		}
		if (overflow) {
			this.broken.run();
		}
		else {
			writeWaiting();
		}
		return true;
	}

	// A loop, since a call that completes at once calls back before it returns: with
	// recursion, as many frames as wait would be as many levels on the stack.
	private void writeWaiting() {
		for (Frame frame = poll(); frame != null; frame = poll()) {
			if (!write(frame)) {
				return;
			}
			frame.done();
		}
	}

	private @Nullable Frame poll() {
		synchronized (this.waiting) {
			Frame frame = this.waiting.poll();
			this.writing = (frame != null);
			if (frame != null) {
				this.waitingSize -= frame.size();
			}
			this.since = System.nanoTime();
			return frame;
		}
	}

	private boolean write(Frame frame) {
		Write write = new Write(frame);
		try {
			String text = frame.text().get();
			if (text.isEmpty()) {
				return true;
			}
			this.connection.accept(text, write);
		}
		catch (RuntimeException ex) {
			this.broken.run();
			return false;
		}
		return write.completedBeforeReturn();
	}

	private record Frame(Supplier<String> text, int size, @Nullable Runnable written) {

		boolean mark() {
			return this.text == NOTHING;
		}

		void done() {
			if (this.written != null) {
				this.written.run();
			}
		}

	}

	private enum Progress {

		CALLED, RETURNED, COMPLETED

	}

	private final class Write implements SendHandler {

		private final Frame frame;

		private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.CALLED);

		private Write(Frame frame) {
			this.frame = frame;
		}

		@Override
		public void onResult(SendResult result) {
			if (!result.isOK()) {
				SessionWriter.this.broken.run();
			}
			else if (!this.progress.compareAndSet(Progress.CALLED, Progress.COMPLETED)) {
				this.frame.done();
				writeWaiting();
			}
		}

		private boolean completedBeforeReturn() {
			return !this.progress.compareAndSet(Progress.CALLED, Progress.RETURNED);
		}

	}

}
