package io.offlinesync.autoconfigure;

import io.offlinesync.jdbc.InvalidSyncedTableException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what to do about an entity that cannot be synced.
 */
class InvalidSyncedTableFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSyncedTableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidSyncedTableException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
