package io.offlinesync.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.offlinesync.jdbc.LogPosition;
import io.offlinesync.jdbc.RightsChange;

/**
 * Whose rights have changed.
 */
final class ChangedRights {

	private final Map<String, List<RightsChange>> byUser = new HashMap<>();

	private final List<RightsChange> all = new ArrayList<>();

	ChangedRights(Collection<RightsChange> changes) {
		for (RightsChange change : changes) {
			if (change.user() != null) {
				this.byUser.computeIfAbsent(change.user(), (user) -> new ArrayList<>()).add(change);
			}
			else {
				this.all.add(change);
			}
		}
	}

	boolean isEmpty() {
		return this.all.isEmpty() && this.byUser.isEmpty();
	}

	/**
	 * Whether they matter to somebody.
	 * @param user the user
	 * @param known what was read by rights that were asked for since
	 */
	boolean concern(String user, LogPosition known) {
		return isNew(this.all, known) || isNew(this.byUser.getOrDefault(user, List.of()), known);
	}

	private static boolean isNew(List<RightsChange> changes, LogPosition known) {
		return changes.stream().anyMatch((change) -> !known.done().includes(change.xid()));
	}

}
