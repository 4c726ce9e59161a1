package io.offlinesync.simulation;

/**
 * What may be broken on purpose, to see that the simulation notices.
 */
enum Fault {

	/** Changes are found as if transactions were committed in the order of their ids. */
	ORDER_BY_ID,

	/** Every page that is no part of a snapshot is called complete. */
	EARLY_COMPLETE,

	/** Clients are not told that a record left. */
	LEFT_UNTOLD,

	/** A page comes after the one that follows it. */
	PAGES_OUT_OF_ORDER,

	/** A stream takes part in the tail wherever that is. */
	HANDOVER_UNCHECKED,

	/** Nobody is told that rights have changed. */
	RIGHTS_UNTOLD,

	/** A delete with the time of the record does not win. */
	DELETE_LOSES_TIE,

	/** What was purged may be created again by an older write. */
	FORGOTTEN_IGNORED,

	/** Whatever is sent again is applied again. */
	NOTHING_REMEMBERED,

	/** A transaction is looked up by what became of its stamps on the server's clock. */
	REMEMBERED_AFTER_CLAMPING,

	/** A transaction is answered before it is committed. */
	ANSWER_BEFORE_COMMIT,

	/** A client puts the records of an answer where only streams write. */
	BASE_BY_ANSWER,

	/** A client forgets a transaction as soon as it is answered. */
	ANSWERED_DROPPED

}
