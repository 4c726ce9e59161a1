package io.offlinesync.stomp;

import java.time.Instant;
import java.util.List;

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
	 */
	record Limits(int maxMessageBytes, int maxMutations, int maxScopes) {

	}

}
