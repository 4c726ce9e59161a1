package io.offlinesync.feed;

import java.util.LinkedHashSet;
import java.util.Set;

import io.offlinesync.jdbc.BoundWhere;

/**
 * All streams that follow the same part of a table.
 */
final class ScopeGroup {

	private final BoundWhere where;

	private final Set<FeedStream> streams = new LinkedHashSet<>();

	ScopeGroup(BoundWhere where) {
		this.where = where;
	}

	BoundWhere where() {
		return this.where;
	}

	Set<FeedStream> streams() {
		return this.streams;
	}

}
