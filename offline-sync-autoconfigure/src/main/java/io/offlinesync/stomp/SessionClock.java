package io.offlinesync.stomp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * What a session has agreed on with its client about time, and whether the client keeps
 * to it.
 */
class SessionClock {

	/** STOMP wants a margin of error. */
	private static final int PATIENCE = 3;

	private static final long LONGEST_TICK = Duration.ofSeconds(1).toNanos();

	private static final long SHORTEST_TICK = Duration.ofMillis(10).toNanos();

	private final StompProperties properties;

	private final long opened = System.nanoTime();

	private volatile long received = this.opened;

	private volatile long clientInterval;

	private volatile long serverInterval;

	SessionClock(StompProperties properties) {
		this.properties = properties;
	}

	/**
	 * How often to look at the clocks.
	 * @param properties the limits to watch
	 * @return the time between two looks, in nanoseconds
	 */
	static long tick(StompProperties properties) {
		long shortest = Stream.of(properties.heartbeat(), properties.connectTimeout(), properties.sendTimeout())
			.mapToLong(Duration::toNanos)
			.filter((nanos) -> nanos > 0)
			.min()
			.orElse(LONGEST_TICK);
		return Math.max(SHORTEST_TICK, Math.min(LONGEST_TICK, shortest / 4));
	}

	void received() {
		this.received = System.nanoTime();
	}

	/**
	 * Agree on heart-beats.
	 * @param clientSends how often the client can send one, in milliseconds, or 0
	 * @param clientWants how often the client wants one, in milliseconds, or 0
	 * @return how often the server sends and wants one, in milliseconds, or 0
	 */
	long agree(long clientSends, long clientWants) {
		long server = this.properties.heartbeat().toMillis();
		this.clientInterval = interval(server, clientSends);
		this.serverInterval = interval(server, clientWants);
		return server;
	}

	private static long interval(long server, long client) {
		return (server > 0 && client > 0) ? TimeUnit.MILLISECONDS.toNanos(Math.max(server, client)) : 0;
	}

	/**
	 * Whether a heart-beat has to be sent.
	 * @param idle how long nothing was written, in nanoseconds
	 * @return {@literal true} if the next look would be too late
	 */
	boolean heartbeatDue(long idle) {
		return this.serverInterval > 0 && idle + tick(this.properties) >= this.serverInterval;
	}

	/**
	 * Whether the client keeps the server waiting for too long.
	 * @param now the {@link System#nanoTime()}
	 * @param connected whether the client sent its CONNECT
	 * @param writing how long the client has been receiving one frame, in nanoseconds
	 * @return how to end the session, or {@literal null}
	 */
	@Nullable CloseStatus late(long now, boolean connected, long writing) {
		if (!connected && now - this.opened > this.properties.connectTimeout().toNanos()) {
			return CloseCodes.NO_CONNECT;
		}
		boolean silent = this.clientInterval > 0 && now - this.received > PATIENCE * this.clientInterval;
		boolean stalled = writing > this.properties.sendTimeout().toNanos();
		return (silent || stalled) ? CloseStatus.SESSION_NOT_RELIABLE : null;
	}

}
