package io.offlinesync.stomp;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * How clients connect, and what they may ask of the server at once.
 *
 * @param endpoint Path of the WebSocket handshake.
 * @param prefix What the destinations of all requests and subscriptions start with.
 * @param allowedOrigins Origins other than the server's own whose pages may connect, "*"
 * for all.
 * @param maxMessageSize Largest frame from a client, and largest answer that can be asked
 * for in pieces. At most 4MB.
 * @param maxMutations Largest number of mutations in a push, over all its transactions.
 * At most 1000.
 * @param maxScopes Largest number of scopes of a stream.
 * @param maxStreams Largest number of streams that a client has open at the same time.
 * @param maxSessionsPerUser Largest number of sessions that a user has on a node at the
 * same time. Sessions that nobody has signed in with are not counted.
 * @param maxTerms Largest number of terms in a condition of a client.
 * @param maxInValues Largest number of values in an "in" of a client's condition.
 * @param maxJsonDepth How many objects and lists of a client's JSON may be inside each
 * other, the body itself included. Between 8 and 500.
 * @param maxRequestsPerSecond How many requests and subscriptions of a session are
 * answered in a second, and twice as many after a pause. Further ones are answered
 * "unavailable"; a session that is ten seconds ahead is disconnected.
 * @param streamWindow How many pages of a stream the server sends before it waits for the
 * client to acknowledge one. Between 1 and 64.
 * @param heartbeat How often the server sends and expects a sign of life on an idle
 * connection. Zero for never.
 * @param connectTimeout How long a client may take to send its CONNECT frame.
 * @param sendTimeout How long a client may take to receive a frame before it is
 * disconnected.
 * @param sendBufferSize How much may wait for a client behind the frame that it is
 * receiving before it is disconnected. Pages of streams do not count: there is one of
 * each.
 * @param maxWaitingRequests How many requests of a client may wait for their turn.
 * Further ones are answered "unavailable".
 * @param workerThreads How many requests, of all clients, are worked on at the same time.
 * @param statementTimeout How long a statement may take that a request or a stream of a
 * client causes, before the client is told "unavailable". Between 1s and 1d.
 */
@ConfigurationProperties("offline-sync.stomp")
public record StompProperties(@DefaultValue("/offline-sync") String endpoint, @DefaultValue("/app/sync") String prefix,
		@DefaultValue List<String> allowedOrigins, @DefaultValue("1MB") DataSize maxMessageSize,
		@DefaultValue("500") int maxMutations, @DefaultValue("50") int maxScopes, @DefaultValue("16") int maxStreams,
		@DefaultValue("50") int maxSessionsPerUser, @DefaultValue("100") int maxTerms,
		@DefaultValue("1000") int maxInValues, @DefaultValue("32") int maxJsonDepth,
		@DefaultValue("100") int maxRequestsPerSecond, @DefaultValue("4") int streamWindow,
		@DefaultValue("10s") Duration heartbeat, @DefaultValue("10s") Duration connectTimeout,
		@DefaultValue("60s") Duration sendTimeout, @DefaultValue("4MB") DataSize sendBufferSize,
		@DefaultValue("64") int maxWaitingRequests, @DefaultValue("8") int workerThreads,
		@DefaultValue("30s") Duration statementTimeout) {

	private static final DataSize LARGEST_MESSAGE = DataSize.ofMegabytes(4);

	private static final DataSize SMALLEST_MESSAGE = DataSize.ofKilobytes(8);

	private static final int MOST_MUTATIONS = 1000;

	private static final int WIDEST_WINDOW = 64;

	/** What a push needs. */
	private static final int LEAST_DEPTH = 8;

	private static final int MOST_DEPTH = 500;

	private static final Duration SHORTEST_STATEMENT = Duration.ofSeconds(1);

	private static final Duration LONGEST_STATEMENT = Duration.ofDays(1);

	public StompProperties {
		allowedOrigins = List.copyOf(allowedOrigins);
		check(path(endpoint), "endpoint", endpoint, "It must be a path, such as /offline-sync");
		check(path(prefix), "prefix", prefix, "It must be a path, such as /app/sync");
		check(maxMessageSize.compareTo(SMALLEST_MESSAGE) >= 0 && maxMessageSize.compareTo(LARGEST_MESSAGE) <= 0,
				"max-message-size", maxMessageSize, "It must be between 8KB and 4MB");
		check(maxMutations > 0 && maxMutations <= MOST_MUTATIONS, "max-mutations", maxMutations,
				"It must be between 1 and 1000");
		positive("max-scopes", maxScopes);
		positive("max-streams", maxStreams);
		positive("max-sessions-per-user", maxSessionsPerUser);
		positive("max-terms", maxTerms);
		positive("max-in-values", maxInValues);
		check(maxJsonDepth >= LEAST_DEPTH && maxJsonDepth <= MOST_DEPTH, "max-json-depth", maxJsonDepth,
				"It must be between 8 and 500");
		positive("max-requests-per-second", maxRequestsPerSecond);
		check(streamWindow > 0 && streamWindow <= WIDEST_WINDOW, "stream-window", streamWindow,
				"It must be between 1 and 64");
		check(!heartbeat.isNegative(), "heartbeat", heartbeat, "It must not be negative");
		check(positive(connectTimeout), "connect-timeout", connectTimeout, "It must be positive");
		check(positive(sendTimeout), "send-timeout", sendTimeout, "It must be positive");
		check(!sendBufferSize.isNegative(), "send-buffer-size", sendBufferSize, "It must not be negative");
		positive("max-waiting-requests", maxWaitingRequests);
		positive("worker-threads", workerThreads);
		check(statementTimeout.compareTo(SHORTEST_STATEMENT) >= 0 && statementTimeout.compareTo(LONGEST_STATEMENT) <= 0,
				"statement-timeout", statementTimeout, "It must be between 1s and 1d");
	}

	/**
	 * The largest frame, as a number of bytes.
	 * @return the size, which fits an {@code int}
	 */
	int maxMessageBytes() {
		return (int) this.maxMessageSize.toBytes();
	}

	private static boolean path(String value) {
		return value.length() > 1 && value.startsWith("/") && !value.endsWith("/") && !value.contains("//")
				&& value.chars().noneMatch(Character::isWhitespace);
	}

	private static void positive(String name, int value) {
		check(value > 0, name, value, "It must be positive");
	}

	private static boolean positive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	private static void check(boolean valid, String name, Object value, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException("offline-sync.stomp." + name, value, reason);
		}
	}

}
