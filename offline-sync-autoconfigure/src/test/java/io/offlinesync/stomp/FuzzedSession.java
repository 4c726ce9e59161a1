package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.offlinesync.test.StompFrame;

/**
 * One connection of somebody who sends what no client would, and looks at everything that
 * comes back.
 */
final class FuzzedSession implements AutoCloseable {

	private static final Pattern CODE = Pattern.compile("\"error\":\\{\"code\":\"([a-z-]+)\"");

	private static final Pattern CURSOR = Pattern.compile("^\\{\"cursor\":\"([^\"]+)\"");

	private static final String LAST = "last";

	private static final int FRAMES = 30;

	private static final int PATIENCE_SECONDS = 30;

	private final List<String> sent = new ArrayList<>();

	private final Map<String, AtomicInteger> answered = new ConcurrentHashMap<>();

	private final BlockingQueue<String> problems = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> last = new LinkedBlockingQueue<>();

	private final Random random;

	private final FuzzedFrames frames;

	private final Shared shared;

	private final RawWebSocket socket;

	FuzzedSession(int port, Random random, FuzzedJson json, Shared shared) {
		this.random = random;
		this.shared = shared;
		this.frames = new FuzzedFrames(random, json, shared.cursors(), shared.acks());
		this.socket = RawWebSocket.open(port, this::received);
		send("CONNECT\naccept-version:1.2\nhost:x\ntoken:" + (random.nextBoolean() ? "eve" : "mallory")
				+ "\nheart-beat:0,0\n\n\0");
		send("SUBSCRIBE\nid:replies\ndestination:/app/sync/replies\n\n\0");
	}

	/** Send frames, every one of which has to be answered, unless the session ends. */
	void sendWellFormed() {
		List<String> asked = new ArrayList<>();
		for (int i = 0; i < FRAMES; i++) {
			FuzzedFrames.Fuzzed frame = this.frames.wellFormed();
			if (frame.correlationId() != null) {
				asked.add(frame.correlationId());
			}
			send(frame.text());
		}
		askLast();
		if (!answered(PATIENCE_SECONDS * 1000)) {
			this.problems.add("No answer to the last frame");
		}
		if (!this.socket.isClosed()) {
			asked.stream()
				.filter((id) -> !this.answered.containsKey(id))
				.forEach((id) -> this.problems.add("No answer to " + id));
		}
		this.answered.forEach((id, times) -> {
			if (times.get() > 1) {
				this.problems.add(times + " answers to " + id);
			}
		});
		if (this.random.nextBoolean()) {
			send("DISCONNECT\nreceipt:x\n\n\0");
		}
	}

	/** Send anything, in any pieces. */
	void sendMalformed() {
		for (int i = 0; i < FRAMES && !this.socket.isClosed(); i++) {
			byte[] bytes = this.frames.malformed();
			remember(new String(bytes, StandardCharsets.ISO_8859_1));
			sendInPieces(bytes);
		}
		askLast();
		if (this.random.nextBoolean()) {
			answered(this.random.nextInt(100));
		}
	}

	private void sendInPieces(byte[] bytes) {
		int opcode = this.random.nextBoolean() ? RawWebSocket.TEXT : RawWebSocket.BINARY;
		int from = 0;
		while (this.random.nextInt(3) == 0 && bytes.length - from > 1) {
			int to = from + 1 + this.random.nextInt(bytes.length - from - 1);
			this.socket.send(opcode, Arrays.copyOfRange(bytes, from, to));
			opcode = RawWebSocket.CONTINUATION;
			from = to;
			if (this.random.nextInt(4) == 0) {
				this.socket.send(RawWebSocket.FINAL | RawWebSocket.PING, new byte[this.random.nextInt(126)]);
			}
		}
		int flags = (this.random.nextInt(50) == 0) ? this.random.nextInt(256) : RawWebSocket.FINAL | opcode;
		this.socket.send(flags, Arrays.copyOfRange(bytes, from, bytes.length));
	}

	private void askLast() {
		send("SEND\ndestination:/app/sync/hello\ncorrelation-id:" + LAST + "\n\n{}\0");
	}

	private boolean answered(long millis) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		try {
			while (!this.socket.isClosed() && System.nanoTime() < end) {
				if (this.last.poll(10, TimeUnit.MILLISECONDS) != null) {
					return true;
				}
			}
			return this.socket.isClosed();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void send(String text) {
		remember(text);
		this.socket.text(text);
	}

	private void remember(String frame) {
		synchronized (this.sent) {
			this.sent.add(frame);
		}
		this.shared.frames().incrementAndGet();
	}

	private void received(String text) {
		if (text.equals("\n")) {
			return;
		}
		for (String secret : this.shared.secrets()) {
			if (text.contains(secret)) {
				this.problems.add("Told a secret: " + text);
			}
		}
		StompFrame frame;
		try {
			frame = StompFrame.parse(text);
		}
		catch (RuntimeException ex) {
			this.problems.add("Not a frame: " + text);
			return;
		}
		count(frame);
		String id = frame.header("correlation-id");
		if (id != null) {
			this.answered.computeIfAbsent(id, (any) -> new AtomicInteger()).incrementAndGet();
			if (id.equals(LAST)) {
				this.last.add(id);
			}
		}
	}

	private void count(StompFrame frame) {
		Matcher code = CODE.matcher(frame.body());
		String outcome = frame.command();
		while (code.find()) {
			outcome = code.group(1);
			this.shared.count(frame.command() + " " + outcome);
			if (outcome.equals("internal-error")) {
				this.problems.add("Internal error: " + frame);
			}
		}
		if (outcome.equals(frame.command())) {
			this.shared.count(frame.command().equals("MESSAGE") ? "MESSAGE fine" : frame.command());
		}
		String ack = frame.header("ack");
		if (ack != null) {
			keep(this.shared.acks(), ack);
		}
		Matcher cursor = CURSOR.matcher(frame.body());
		if (cursor.find()) {
			keep(this.shared.cursors(), cursor.group(1));
		}
	}

	private static void keep(List<String> kept, String one) {
		synchronized (kept) {
			if (kept.size() >= 50) {
				kept.remove(0);
			}
			kept.add(one);
		}
	}

	/** What was wrong, with the frames that led there; empty if nothing was. */
	String problems() {
		if (this.problems.isEmpty()) {
			return "";
		}
		synchronized (this.sent) {
			return this.problems + " after\n" + String.join("\n----\n", this.sent).replace("\0", "^@");
		}
	}

	@Override
	public void close() {
		this.socket.close();
	}

	/**
	 * What sessions have together.
	 *
	 * @param secrets what may not be told
	 * @param cursors what streams told
	 * @param acks what can be acknowledged
	 * @param frames how many frames were sent
	 * @param outcomes how many frames came back, by what they say
	 */
	record Shared(List<String> secrets, List<String> cursors, List<String> acks, AtomicInteger frames,
			Map<String, AtomicInteger> outcomes) {

		private void count(String outcome) {
			this.outcomes.computeIfAbsent(outcome, (any) -> new AtomicInteger()).incrementAndGet();
		}

		int outcome(String outcome) {
			AtomicInteger count = this.outcomes.get(outcome);
			return (count != null) ? count.get() : 0;
		}

	}

}
