package io.offlinesync.autoconfigure;

import io.offlinesync.jdbc.SchemaException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/**
 * Tells what to do when the library's own tables cannot be made ready.
 */
class SchemaFailureAnalyzer extends AbstractFailureAnalyzer<SchemaException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SchemaException cause) {
		String reason = (cause.getCause() != null)
				? ": " + NestedExceptionUtils.getMostSpecificCause(cause.getCause()).getMessage() : "";
		return new FailureAnalysis(cause.getMessage() + reason, cause.action(), cause);
	}

}
