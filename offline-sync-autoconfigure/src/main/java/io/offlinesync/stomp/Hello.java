package io.offlinesync.stomp;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.offlinesync.feed.FeedProperties;
import io.offlinesync.jdbc.TableInfo;

/**
 * What a client needs to know first.
 *
 * @param serverTime the clock that stamps are measured by
 * @param generation which history the database has
 * @param tables the synced tables
 * @param limits what a client may ask for at once
 */
record Hello(Instant serverTime, String generation, List<TableInfo> tables, Limits limits) {

	/**
	 * What a client may ask for at once.
	 *
	 * @param maxMessageBytes how large a frame may be
	 * @param maxMutations how many mutations a push may carry
	 * @param maxScopes how many scopes a stream may have
	 * @param maxStreams how many streams a session may have
	 * @param maxSessionsPerUser how many sessions a user may have on a node
	 * @param maxTerms how many terms a condition may have
	 * @param maxInValues how many values an {@code in} may have
	 * @param maxJsonDepth how deep JSON may nest
	 * @param maxRequestsPerSecond how many requests of a session are answered in a second
	 * @param maxSnapshots how many streams read the database at the same time, while
	 * others wait for their turn
	 * @param connectTimeout how long a client may take until its first frame
	 * @param statementTimeout how long a statement on the database may take
	 */
	record Limits(int maxMessageBytes, int maxMutations, int maxScopes, int maxStreams, int maxSessionsPerUser,
			int maxTerms, int maxInValues, int maxJsonDepth, int maxRequestsPerSecond, int maxSnapshots,
			Duration connectTimeout, Duration statementTimeout) {

		static Limits of(StompProperties properties, FeedProperties feed) {
			return new Limits(properties.maxMessageBytes(), properties.maxMutations(), properties.maxScopes(),
					properties.maxStreams(), properties.maxSessionsPerUser(), properties.maxTerms(),
					properties.maxInValues(), properties.maxJsonDepth(), properties.maxRequestsPerSecond(),
					feed.readerThreads(), properties.connectTimeout(), properties.statementTimeout());
		}

	}

}
