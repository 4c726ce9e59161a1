package io.offlinesync.feed;

/**
 * What a change means for somebody who follows a scope, from the weakest to the
 * strongest: of several scopes, the strongest counts.
 */
enum Effect {

	/**
	 * The record is in the scope no more.
	 */
	LEFT,

	/**
	 * The record was deleted while it was in the scope.
	 */
	DELETED,

	/**
	 * The record is in the scope.
	 */
	PUT;

	Effect orStronger(Effect other) {
		return (compareTo(other) >= 0) ? this : other;
	}

}
