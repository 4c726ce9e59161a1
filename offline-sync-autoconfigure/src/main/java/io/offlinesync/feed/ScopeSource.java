package io.offlinesync.feed;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

import io.offlinesync.jdbc.BoundWhere;
import io.offlinesync.jdbc.ChangeLog;
import io.offlinesync.jdbc.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The scopes that a client has asked for. What they come to depends on its user's rights,
 * and on when that is asked.
 */
final class ScopeSource {

	private final ChangeLog log;

	private final @Nullable Principal user;

	private final List<Asked> scopes = new ArrayList<>();

	/**
	 * Look at what was asked for.
	 * @throws io.offlinesync.SyncException if there is no such table, or a condition does
	 * not fit
	 */
	ScopeSource(ChangeLog log, StreamRequest request) {
		this.log = log;
		this.user = request.user();
		request.scopes()
			.forEach((scope) -> this.scopes.add(new Asked(scope.table(), log.bind(scope.table(), scope.where()))));
	}

	/**
	 * Whose rights they are, empty if anonymous.
	 */
	String user() {
		return (this.user != null) ? this.user.getName() : "";
	}

	/**
	 * Whether what the scopes come to may change.
	 */
	boolean isLimited() {
		return this.scopes.stream().anyMatch((scope) -> this.log.isLimited(scope.table()));
	}

	/**
	 * The scopes as the user may read them now. Policies are asked, which may take time.
	 */
	List<StreamScope> now() {
		Limits limits = this.log.limits(this.user);
		List<StreamScope> now = new ArrayList<>();
		for (Asked scope : this.scopes) {
			now.add(StreamScope.of(user(), scope.table(), limits.limit(scope.table(), scope.where()),
					this.log.epoch(scope.table())));
		}
		return List.copyOf(now);
	}

	private record Asked(String table, BoundWhere where) {

	}

}
