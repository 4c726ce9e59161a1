package io.offlinesync.benchmarks.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The one thread that reads all connections.
 */
public final class EventLoop implements AutoCloseable {

	private final Selector selector;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** One for all, since a connection keeps only what it has decoded. */
	private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);

	/**
	 * Start the thread.
	 */
	public EventLoop() {
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread thread = new Thread(this::run, "event-loop");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Run something in the thread.
	 * @param task what to run
	 */
	void execute(Runnable task) {
		this.tasks.add(task);
		this.selector.wakeup();
	}

	/**
	 * Read a connection, and write to it when it can take more again.
	 * @param channel its channel
	 * @param connection the connection
	 */
	void register(SocketChannel channel, WebSocketConnection connection) {
		execute(() -> {
			try {
				channel.register(this.selector, SelectionKey.OP_READ, connection);
			}
			catch (IOException ex) {
				connection.failed(ex);
			}
		});
	}

	/**
	 * Change what a connection waits for.
	 * @param channel its channel
	 * @param operation what kind of events
	 * @param interested whether it waits for them
	 */
	void interest(SocketChannel channel, int operation, boolean interested) {
		execute(() -> {
			SelectionKey key = channel.keyFor(this.selector);
			if (key != null && key.isValid()) {
				key.interestOps(interested ? key.interestOps() | operation : key.interestOps() & ~operation);
			}
		});
	}

	private void run() {
		try {
			while (this.selector.isOpen()) {
				this.selector.select(this::ready);
				for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
					task.run();
				}
			}
		}
		catch (ClosedSelectorException ex) {
			// The end.
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void ready(SelectionKey key) {
		WebSocketConnection connection = (WebSocketConnection) key.attachment();
		try {
			if (key.isReadable()) {
				connection.read(this.buffer);
			}
			if (key.isValid() && key.isWritable()) {
				connection.flush();
			}
		}
		catch (IOException | RuntimeException ex) {
			key.cancel();
			connection.failed(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
