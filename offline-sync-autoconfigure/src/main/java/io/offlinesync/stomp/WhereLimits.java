package io.offlinesync.stomp;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;

/**
 * How large the conditions of clients may be. Those of policies may be larger.
 *
 * @param maxTerms how many terms a condition may have
 * @param maxInValues how many values an {@code in} may have
 */
record WhereLimits(int maxTerms, int maxInValues) {

	/**
	 * Refuse a condition that is too large.
	 * @param path where the condition stands, for the complaint
	 * @param where the condition
	 * @return the condition
	 * @throws SyncException if it is too large
	 */
	Where check(String path, Where where) {
		if (where.terms().size() > this.maxTerms) {
			throw tooLarge(path, "a where has at most " + this.maxTerms + " terms");
		}
		for (Where.Term term : where.terms()) {
			if (term.values().size() > this.maxInValues) {
				throw tooLarge(path, "an 'in' has at most " + this.maxInValues + " values");
			}
		}
		return where;
	}

	private static SyncException tooLarge(String path, String problem) {
		return new SyncException(SyncErrorCode.TOO_LARGE, path + ": " + problem);
	}

}
