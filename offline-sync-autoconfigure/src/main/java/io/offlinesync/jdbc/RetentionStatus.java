package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * What this node has purged since it was started.
 *
 * @param last the last purge, or {@literal null} if there was none
 * @param changes how many entries of the change log went
 * @param tombstones how many tombstones went
 * @param transactions how many clients' transactions went
 */
public record RetentionStatus(@Nullable PurgeReport last, long changes, long tombstones, long transactions) {

	static final RetentionStatus NONE = new RetentionStatus(null, 0, 0, 0);

	RetentionStatus and(PurgeReport report) {
		return new RetentionStatus(report, this.changes + report.changes(), this.tombstones + report.tombstones(),
				this.transactions + report.transactions());
	}

}
