package io.offlinesync.autoconfigure;

import java.util.List;

import io.offlinesync.stomp.MissingSyncPolicyException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what to do when nobody has said who may read and write a table.
 */
class MissingSyncPolicyFailureAnalyzer extends AbstractFailureAnalyzer<MissingSyncPolicyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingSyncPolicyException cause) {
		List<String> tables = cause.tables();
		return new FailureAnalysis(
				"Clients would read and write these synced tables, but no SyncPolicy says who may: "
						+ String.join(", ", tables),
				"Add a bean of type SyncPolicy<…> for the entity of each of them, whose readable(user) says which"
						+ " records a user may read. If all users may read and write everything in tables without"
						+ " one, set offline-sync.security.require-policy=false.",
				cause);
	}

}
