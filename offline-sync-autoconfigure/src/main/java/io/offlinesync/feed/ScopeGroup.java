package io.offlinesync.feed;

import java.util.LinkedHashSet;
import java.util.Set;

import io.offlinesync.jdbc.BoundTerm;
import io.offlinesync.jdbc.BoundWhere;
import org.jspecify.annotations.Nullable;

/**
 * All streams that follow the same part of a table.
 */
final class ScopeGroup {

	private final BoundWhere where;

	private final Set<FeedStream> streams = new LinkedHashSet<>();

	private final @Nullable BoundTerm indexed;

	/**
	 * Create a group.
	 * @param where the condition
	 * @param indexed the term by which it is found, or {@literal null} if it is looked at
	 * each time
	 */
	ScopeGroup(BoundWhere where, @Nullable BoundTerm indexed) {
		this.where = where;
		this.indexed = indexed;
	}

	@Nullable BoundTerm indexed() {
		return this.indexed;
	}

	BoundWhere where() {
		return this.where;
	}

	Set<FeedStream> streams() {
		return this.streams;
	}

}
