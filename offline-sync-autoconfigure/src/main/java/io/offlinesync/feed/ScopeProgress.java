package io.offlinesync.feed;

import org.jspecify.annotations.Nullable;

/**
 * How far the snapshot of a scope was sent.
 *
 * @param finished whether all of it was
 * @param after the uid that it has come to, or {@literal null} if it has not begun or is
 * finished
 */
record ScopeProgress(boolean finished, @Nullable String after) {

	static final ScopeProgress NONE = new ScopeProgress(false, null);

	static final ScopeProgress FINISHED = new ScopeProgress(true, null);

	static ScopeProgress after(String uid) {
		return new ScopeProgress(false, uid);
	}

}
