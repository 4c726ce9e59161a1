package io.offlinesync.feed;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Whose rights have changed in some of the log.
 */
final class ChangedRights {

	private final Set<String> users = new HashSet<>();

	private boolean all;

	/**
	 * Add a change.
	 * @param user the user's name, or {@literal null} for all users
	 */
	void add(@Nullable String user) {
		if (user != null) {
			this.users.add(user);
		}
		else {
			this.all = true;
		}
	}

	boolean isEmpty() {
		return !this.all && this.users.isEmpty();
	}

	boolean concern(String user) {
		return this.all || this.users.contains(user);
	}

}
