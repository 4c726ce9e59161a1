package io.offlinesync.benchmarks.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A WebSocket on loopback.
 */
final class WebSocketConnection implements WebSocketDecoder.Receiver {

	private final EventLoop loop;

	private final SocketChannel channel;

	private final Listener listener;

	private final WebSocketDecoder decoder = new WebSocketDecoder(this);

	private final Queue<ByteBuffer> unsent = new ArrayDeque<>();

	private boolean full;

	private WebSocketConnection(EventLoop loop, SocketChannel channel, Listener listener) {
		this.loop = loop;
		this.channel = channel;
		this.listener = listener;
	}

	/**
	 * Open a connection, and read it on a loop.
	 * @param loop the loop
	 * @param port the server's port
	 * @param path the path of the handshake
	 * @param listener takes what comes, in the loop's thread
	 * @return the connection
	 */
	static WebSocketConnection open(EventLoop loop, int port, String path, Listener listener) throws IOException {
		SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		// The key need not be secret: nobody is between us and the server.
		channel.write(ByteBuffer.wrap("""
				GET %s HTTP/1.1
				Host: localhost:%d
				Upgrade: websocket
				Connection: Upgrade
				Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
				Sec-WebSocket-Version: 13
				Sec-WebSocket-Protocol: v12.stomp

				""".formatted(path, port).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII)));
		String response = readResponse(channel);
		if (!response.startsWith("HTTP/1.1 101")) {
			channel.close();
			throw new IOException("No WebSocket: " + response);
		}
		channel.configureBlocking(false);
		WebSocketConnection connection = new WebSocketConnection(loop, channel, listener);
		loop.register(channel, connection);
		return connection;
	}

	private static String readResponse(SocketChannel channel) throws IOException {
		StringBuilder response = new StringBuilder();
		ByteBuffer buffer = ByteBuffer.allocate(4096);
		// None of our servers says anything before it is spoken to.
		while (!response.toString().endsWith("\r\n\r\n")) {
			if (channel.read(buffer.clear()) < 0) {
				throw new EOFException("Closed after: " + response);
			}
			response.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
		}
		return response.toString();
	}

	/**
	 * Send a message. Never blocks.
	 * @param message the message's text
	 */
	void send(String message) {
		send(WebSocketEncoder.text(message));
	}

	private void send(ByteBuffer frame) {
		synchronized (this.unsent) {
			this.unsent.add(frame);
			if (this.unsent.size() == 1) {
				try {
					flush();
				}
				catch (IOException ex) {
					failed(ex);
				}
			}
		}
	}

	/**
	 * Send what could not be sent before.
	 */
	void flush() throws IOException {
		synchronized (this.unsent) {
			for (ByteBuffer frame = this.unsent.peek(); frame != null; frame = this.unsent.peek()) {
				this.channel.write(frame);
				if (frame.hasRemaining()) {
					full(true);
					return;
				}
				this.unsent.remove();
			}
			full(false);
		}
	}

	private void full(boolean now) {
		if (this.full != now) {
			this.full = now;
			this.loop.interest(this.channel, SelectionKey.OP_WRITE, now);
		}
	}

	/**
	 * Read what has come.
	 * @param buffer a buffer to use
	 */
	void read(ByteBuffer buffer) throws IOException {
		int read = this.channel.read(buffer.clear());
		if (read < 0) {
			throw new EOFException("Closed by the server");
		}
		this.decoder.decode(buffer.flip());
	}

	/**
	 * Leave unread whatever comes from now on.
	 */
	void stopReading() {
		this.loop.interest(this.channel, SelectionKey.OP_READ, false);
	}

	void failed(Exception ex) {
		this.listener.closed(ex.toString());
		close();
	}

	@Override
	public void message(byte[] bytes, int length) {
		this.listener.message(bytes, length);
	}

	@Override
	public void ping(byte[] payload) {
		send(WebSocketEncoder.pong(payload));
	}

	@Override
	public void closed(int code) {
		this.listener.closed("Closed by the server with " + code);
		close();
	}

	void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Takes what comes.
	 */
	interface Listener {

		/**
		 * Take a message.
		 * @param bytes what holds it, only until this method returns
		 * @param length its length
		 */
		void message(byte[] bytes, int length);

		/**
		 * Hear that nothing comes any more.
		 * @param reason why
		 */
		void closed(String reason);

	}

}
