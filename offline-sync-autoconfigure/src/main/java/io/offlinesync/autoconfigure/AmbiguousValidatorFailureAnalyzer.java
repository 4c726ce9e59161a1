package io.offlinesync.autoconfigure;

import io.offlinesync.jdbc.AmbiguousValidatorException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what to do about several validators.
 */
class AmbiguousValidatorFailureAnalyzer extends AbstractFailureAnalyzer<AmbiguousValidatorException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, AmbiguousValidatorException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Make the one that is to check it @Primary, or name it defaultValidator.", cause);
	}

}
