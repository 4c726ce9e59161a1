package io.offlinesync.simulation;

/**
 * Something that happens, and how long nothing else does afterwards. What comes of it
 * depends on what there is.
 *
 * @param kind what happens
 * @param actor to whom
 * @param millis how much time passes afterwards
 * @param salt for all that is chosen, and happens by chance until the next step
 */
record Step(Kind kind, int actor, int millis, long salt) {

	/**
	 * What may happen.
	 */
	enum Kind {

		/** A client connects. */
		CONNECT,

		/** A client loses its connection. */
		DROP,

		/** A client follows other scopes. */
		FOLLOW,

		/** A client writes one record. */
		WRITE,

		/** A client writes several records in one transaction. */
		TRANSACTION,

		/** A client pushes something again that was answered long ago. */
		PUSH_AGAIN,

		/** A client's clock jumps. */
		CLOCK,

		/** A client's user deletes something of which the server hears by a reconcile. */
		RECONCILE,

		/** A writer of plain SQL begins a transaction, and gets its id. */
		BEGIN,

		/** A writer of plain SQL writes. */
		SQL,

		/** A writer of plain SQL commits. */
		COMMIT,

		/** A writer of plain SQL rolls back. */
		ROLLBACK,

		/** Somebody's rights change. */
		RIGHTS,

		/** What is older is forgotten. */
		PURGE,

		/** All nodes and all transactions end at once. */
		CRASH

	}

}
