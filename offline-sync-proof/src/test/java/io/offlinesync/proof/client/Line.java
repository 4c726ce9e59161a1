package io.offlinesync.proof.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * A line between one client and the servers, on which things go wrong.
 */
public final class Line implements AutoCloseable {

	private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "line-timer");
		thread.setDaemon(true);
		return thread;
	});

	private final ServerSocket entry;

	private final IntSupplier target;

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private volatile boolean forward = true;

	private volatile boolean back = true;

	private volatile long delay;

	/**
	 * Create a line.
	 * @param target gives the port of a server, or a negative number if none is known
	 */
	public Line(IntSupplier target) throws IOException {
		this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.target = target;
		start(this::accept);
	}

	/**
	 * Where the client connects to.
	 * @return the port
	 */
	public int port() {
		return this.entry.getLocalPort();
	}

	/**
	 * Have all connections reset.
	 */
	public void cut() {
		this.open.forEach(Line::reset);
		this.forward = true;
		this.back = true;
	}

	/**
	 * Let through what the client says, but no answer, and cut the line after a while.
	 * @param millis how long
	 */
	public void loseAnswers(long millis) {
		this.back = false;
		cutAfter(millis);
	}

	/**
	 * Let nothing through, so that neither side hears of it, and cut the line after a
	 * while.
	 * @param millis how long
	 */
	public void halfOpen(long millis) {
		this.forward = false;
		this.back = false;
		cutAfter(millis);
	}

	/**
	 * Let everything take longer.
	 * @param millis how much, for each piece
	 */
	public void delay(long millis) {
		this.delay = millis;
	}

	private void cutAfter(long millis) {
		TIMER.schedule(this::cut, millis, TimeUnit.MILLISECONDS);
	}

	private void accept() {
		try {
			while (true) {
				connect(this.entry.accept());
			}
		}
		catch (IOException ex) {
			// It was closed.
		}
	}

	private void connect(Socket client) {
		this.open.add(client);
		try {
			int port = this.target.getAsInt();
			if (port < 0) {
				throw new IOException("No server is known");
			}
			Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
			server.setTcpNoDelay(true);
			client.setTcpNoDelay(true);
			this.open.add(server);
			start(() -> pass(client, server, true));
			start(() -> pass(server, client, false));
		}
		catch (IOException ex) {
			reset(client);
			this.open.remove(client);
		}
	}

	private void pass(Socket from, Socket to, boolean towardsServer) {
		byte[] buffer = new byte[16_384];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				if (this.delay > 0) {
					Pace.pause(this.delay);
				}
				// What is swallowed is followed by a cut.
				if (towardsServer ? this.forward : this.back) {
					out.write(buffer, 0, read);
				}
			}
		}
		catch (IOException ex) {
			// It was cut.
		}
		reset(from);
		reset(to);
		this.open.remove(from);
		this.open.remove(to);
	}

	private static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ex) {
			// It was closed before.
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "line");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.entry.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
	}

}
