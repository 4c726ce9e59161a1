package io.offlinesync.stomp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A WebSocket at the level of its frames, for what no library would send. What the server
 * says is handed on, and not kept.
 */
final class RawWebSocket implements AutoCloseable {

	static final int FINAL = 0x80;

	static final int COMPRESSED = 0x40;

	static final int CONTINUATION = 0;

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	/** How a connection ended of which the server said no code. */
	static final int CUT = 1006;

	private static final byte[] END_OF_BLOCK = { 0, 0, (byte) 0xff, (byte) 0xff };

	private static final ExecutorService READERS = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "raw-web-socket");
		thread.setDaemon(true);
		return thread;
	});

	private final Socket socket;

	private final String handshake;

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private RawWebSocket(Socket socket, String handshake) {
		this.socket = socket;
		this.handshake = handshake;
	}

	/** Connect and read. */
	static RawWebSocket open(int port, Consumer<String> messages, String... headers) {
		RawWebSocket opened = connect(port, headers);
		READERS.execute(() -> opened.read(messages));
		return opened;
	}

	/** Connect and never read. */
	static RawWebSocket connect(int port, String... headers) {
		StringBuilder request = new StringBuilder("GET /offline-sync HTTP/1.1\r\nHost: localhost:").append(port)
			.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
			.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: v12.stomp\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		try {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
			socket.setTcpNoDelay(true);
			socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
			StringBuilder response = new StringBuilder();
			while (response.indexOf("\r\n\r\n") < 0) {
				int next = socket.getInputStream().read();
				if (next < 0) {
					throw new EOFException("After " + response);
				}
				response.append((char) next);
			}
			if (!response.toString().startsWith("HTTP/1.1 101")) {
				throw new IOException(response.toString());
			}
			return new RawWebSocket(socket, response.toString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What the server answered to the handshake. */
	String handshake() {
		return this.handshake;
	}

	/**
	 * Send one frame, unless the connection is gone.
	 * @param firstByte its opcode and flags
	 * @param payload what it holds
	 * @return {@literal false} if the connection is gone
	 */
	boolean send(int firstByte, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) firstByte);
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else if (payload.length <= 0xffff) {
			frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
		}
		else {
			frame.put((byte) (0x80 | 127)).putLong(payload.length);
		}
		// A mask of zeros is one.
		return write(frame.putInt(0).put(payload));
	}

	boolean text(String text) {
		return send(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	private boolean write(ByteBuffer bytes) {
		try {
			this.socket.getOutputStream().write(bytes.array(), 0, bytes.position());
			return !this.closed.isDone();
		}
		catch (IOException ex) {
			this.closed.complete(CUT);
			return false;
		}
	}

	/** A payload for a frame with the flag {@link #COMPRESSED}. */
	static byte[] compress(byte[] beginning, byte[] part, int times) {
		Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		byte[] buffer = new byte[64 * 1024];
		for (int i = 0; i <= times; i++) {
			deflater.setInput((i == 0) ? beginning : part);
			while (!deflater.needsInput()) {
				compressed.write(buffer, 0, deflater.deflate(buffer));
			}
		}
		int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
		while (length > 0) {
			compressed.write(buffer, 0, length);
			length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
		}
		deflater.end();
		byte[] bytes = compressed.toByteArray();
		return Arrays.copyOf(bytes, bytes.length - END_OF_BLOCK.length);
	}

	private void read(Consumer<String> messages) {
		try (DataInputStream input = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()))) {
			ByteArrayOutputStream message = new ByteArrayOutputStream();
			boolean compressed = false;
			while (true) {
				int first = input.readUnsignedByte();
				byte[] payload = payload(input);
				int opcode = first & 0x0f;
				if (opcode == CLOSE) {
					this.closed.complete((payload.length < 2) ? CUT : ByteBuffer.wrap(payload).getShort() & 0xffff);
					return;
				}
				if (opcode <= BINARY) {
					compressed = (opcode == CONTINUATION) ? compressed : (first & COMPRESSED) != 0;
					message.write(payload);
					if ((first & FINAL) != 0) {
						byte[] bytes = message.toByteArray();
						messages.accept(new String(compressed ? inflate(bytes) : bytes, StandardCharsets.UTF_8));
						message.reset();
					}
				}
			}
		}
		catch (IOException | DataFormatException ex) {
			this.closed.complete(CUT);
		}
	}

	private static byte[] payload(DataInputStream input) throws IOException {
		int length = input.readUnsignedByte();
		long size = (length < 126) ? length : (length == 126) ? input.readUnsignedShort() : input.readLong();
		return input.readNBytes((int) size);
	}

	private static byte[] inflate(byte[] compressed) throws DataFormatException {
		Inflater inflater = new Inflater(true);
		inflater.setInput(
				ByteBuffer.allocate(compressed.length + END_OF_BLOCK.length).put(compressed).put(END_OF_BLOCK).array());
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		byte[] buffer = new byte[8 * 1024];
		for (int length = inflater.inflate(buffer); length > 0; length = inflater.inflate(buffer)) {
			text.write(buffer, 0, length);
		}
		inflater.end();
		return text.toByteArray();
	}

	boolean isClosed() {
		return this.closed.isDone();
	}

	/** The code with which the server closed the connection. */
	int closeCode() {
		return this.closed.copy().orTimeout(30, TimeUnit.SECONDS).join();
	}

	/** Abruptly. */
	@Override
	public void close() {
		this.closed.complete(CUT);
		try {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}
		catch (IOException ex) {
			// It is gone all the same.
		}
	}

}
