package io.offlinesync.jdbc;

import java.util.List;

/**
 * Some of the change log.
 *
 * @param changes the changes in their order
 * @param end how far they go
 */
public record LoggedChanges(List<LoggedChange> changes, LogPosition end) {

	public LoggedChanges {
		changes = List.copyOf(changes);
	}

}
