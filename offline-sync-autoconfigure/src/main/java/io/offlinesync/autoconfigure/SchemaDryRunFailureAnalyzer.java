package io.offlinesync.autoconfigure;

import io.offlinesync.jdbc.SchemaDryRunException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what a dry run has found.
 */
class SchemaDryRunFailureAnalyzer extends AbstractFailureAnalyzer<SchemaDryRunException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SchemaDryRunException cause) {
		String found = cause.script().isEmpty() ? "The database is up to date: the mode migrate would change nothing."
				: "The mode migrate would run this now:\n\n" + cause.script();
		return new FailureAnalysis(
				"This is a dry run, offline-sync.schema.mode=dry-run: Offline Sync has changed nothing, and the application"
						+ " does not start. " + found,
				"Take the property away, and the application starts and runs what is missing. Where somebody else is to"
						+ " run it, have them run the whole script that offline-sync.schema.print=true puts into the"
						+ " log, and set offline-sync.schema.mode=none.",
				cause);
	}

}
