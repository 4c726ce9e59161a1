package io.offlinesync.simulation;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.offlinesync.Operation;
import io.offlinesync.jdbc.RecordKey;
import io.offlinesync.reconcile.Decision.Verdict;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamChange.Kind;
import io.offlinesync.test.StreamPage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What always holds, looked at after every step by somebody who knows all that ever was
 * in the database.
 */
final class Checks {

	private final World world;

	private final Database database;

	/** When each record was last deleted, whether or not anybody remembers. */
	private final Map<RecordKey, Instant> graves = new HashMap<>();

	private final Set<String> applied = new HashSet<>();

	/** With which commit the version came that each client's stream told last. */
	private final Map<Client, Map<RecordKey, Integer>> told = new HashMap<>();

	Checks(World world, Database database) {
		this.world = world;
		this.database = database;
	}

	/**
	 * No acknowledged write is lost but to a newer one, or to a delete as new.
	 */
	void decided(Mutation mutation, Instant at, Verdict verdict, Version stored) {
		Instant time = stored.state().time();
		boolean lost = verdict == Verdict.SUPERSEDED && (time == null || time.isBefore(at)
				|| (mutation.operation() == Operation.DELETE && stored.live() && time.equals(at)));
		if (lost) {
			this.world.fail("A write is superseded by an older one: %s at %s by %s".formatted(mutation, Clock.text(at),
					stored));
		}
	}

	/**
	 * No resurrection, nothing goes back in time, and each transaction is applied once.
	 */
	void committing(DatabaseTransaction transaction, @Nullable String origin) {
		if (origin != null && !transaction.written().isEmpty() && !this.applied.add(origin)) {
			this.world.fail("Applied twice: " + origin);
		}
		transaction.written().forEach((key, version) -> {
			Instant before = this.database.current(key).metadata().time();
			Instant time = version.metadata().time();
			Instant grave = this.graves.get(key);
			if (before != null && (time == null || time.isBefore(before))) {
				this.world.fail("Back in time: %s after %s".formatted(version, this.database.current(key)));
			}
			if (version.live() && grave != null && (time == null || !time.isAfter(grave))) {
				this.world.fail("Resurrected: %s, deleted at %s".formatted(version, Clock.text(grave)));
			}
			if (version.metadata().deleted() && time != null && (grave == null || time.isAfter(grave))) {
				this.graves.put(key, time);
			}
		});
	}

	/**
	 * What a stream tells was there, in this order, could be read by its user, and comes
	 * to what the database was.
	 */
	void page(Client client, StreamPage page, int openedAt) {
		Map<RecordKey, Integer> versions = this.told.computeIfAbsent(client, (key) -> new HashMap<>());
		int since = Math.max(openedAt, versions.getOrDefault(new RecordKey("", ""), 0));
		for (StreamChange change : page.changes()) {
			if (change.kind() != Kind.LEFT) {
				told(client, change, versions, since);
			}
		}
		if (page.seen() != null) {
			Integer commit = this.database.commitOf(page.seen());
			if (commit == null) {
				this.world.fail(client.name() + ": nobody has ever seen " + page.seen());
				return;
			}
			versions.put(new RecordKey("", ""), commit);
			holds(client, commit);
		}
	}

	private void told(Client client, StreamChange change, Map<RecordKey, Integer> versions, int since) {
		RecordKey key = new RecordKey(change.key().table(), change.key().uid());
		List<Version> all = this.database.archive().versions(key);
		int last = versions.getOrDefault(key, 0);
		for (int i = 0; i < all.size(); i++) {
			Version version = all.get(i);
			if (version.commit() >= last && is(version, change)) {
				versions.put(key, version.commit());
				int until = (i + 1 < all.size()) ? all.get(i + 1).commit() - 1 : this.database.commits();
				Map<String, Object> row = version.row();
				if (row != null && !key.table().equals("note") && !this.database.archive()
					.couldSee(client.user(), (int) row.get("room"), Math.max(version.commit(), since), until)) {
					this.world.fail("%s is told what it may not read: %s".formatted(client.name(), version));
				}
				return;
			}
		}
		this.world.fail("%s is told what came before what it was told: %s after commit %d of %s"
			.formatted(client.name(), change, last, all));
	}

	private static boolean is(Version version, StreamChange change) {
		return version.live() == (change.kind() == Kind.PUT) && version.stamps().equals(change.metadata())
				&& (!version.live() || version.json().equals(change.value()));
	}

	/**
	 * A client holds its scopes as they were at a commit, whole transactions only.
	 */
	void holds(Client client, int commit) {
		Map<String, Map<String, JsonNode>> expected = new HashMap<>();
		Database.TABLES.forEach((table) -> expected.put(table, new TreeMap<>()));
		Set<Integer> rooms = this.database.archive().rooms(client.user(), commit);
		for (Version version : this.database.archive().asOf(commit)) {
			if (version.live() && PushServer.mayRead(version, rooms) && isInScope(client, version)) {
				expected.get(version.key().table()).put(version.key().uid(), version.json());
			}
		}
		expected.forEach((table, records) -> {
			Map<String, JsonNode> held = client.base().records(table);
			if (!held.equals(records)) {
				this.world.fail("%s holds of %s as of commit %d %s instead of %s".formatted(client.name(), table,
						commit, held, records));
			}
		});
	}

	private static boolean isInScope(Client client, Version version) {
		return client.scopes().stream().anyMatch((scope) -> scope.holds(version.key().table(), version.json()));
	}

	/**
	 * Keep in mind what the author of a write was told: what stood when the write was
	 * decided. An answer that is given again has the record as it is by then, which the
	 * client has a use for only until the stream has brought the transaction.
	 */
	void acknowledged(Client client, Mutation mutation, Remembered outcome, @Nullable Version record) {
		List<Version> versions = this.database.archive().versions(mutation.key());
		Integer decided = this.database.commitOf(outcome.xid());
		versions.stream()
			.filter((version) -> version.xid() == outcome.xid())
			.findFirst()
			.or(() -> Optional.ofNullable(record))
			.map((version) -> (decided != null && version.commit() > decided) ? lastOf(versions, decided) : version)
			.ifPresent((version) -> client.acknowledged().merge(mutation.key(), version.commit(), Math::max));
	}

	private static @Nullable Version lastOf(List<Version> versions, int commit) {
		return versions.stream()
			.filter((version) -> version.commit() <= commit)
			.reduce((first, second) -> second)
			.orElse(null);
	}

	/**
	 * What was acknowledged is there, and its author sees it, or what came later.
	 */
	void afterStep(Client client) {
		for (long xid : client.acknowledgedXids()) {
			if (this.database.isRolledBack(xid)) {
				this.world.fail("%s was told of transaction %d, which is lost".formatted(client.name(), xid));
			}
		}
		if (client.isLoaded()) {
			client.acknowledged().forEach((key, commit) -> {
				if (!client.hasPending(key) && !isAsNew(client, key, commit)) {
					this.world
						.fail("%s sees %s of %s, which is older than commit %d, of which it was told: %s".formatted(
								client.name(), client.view(key), key, commit, this.database.archive().versions(key)));
				}
			});
		}
	}

	private boolean isAsNew(Client client, RecordKey key, int commit) {
		Seen seen = client.view(key);
		List<Version> versions = this.database.archive().versions(key);
		for (int i = 0; i < versions.size(); i++) {
			Version version = versions.get(i);
			if (version.commit() < commit) {
				continue;
			}
			if (seen != null) {
				if (seen.row().equals(version.row())) {
					return true;
				}
			}
			else if (!version.live() || !isInScope(client, version) || !couldAlwaysSee(client, version, versions, i)) {
				return true;
			}
		}
		return seen == null && versions.isEmpty();
	}

	private boolean couldAlwaysSee(Client client, Version version, List<Version> versions, int index) {
		int until = (index + 1 < versions.size()) ? versions.get(index + 1).commit() - 1 : this.database.commits();
		for (int commit = version.commit(); commit <= until; commit++) {
			if (!PushServer.mayRead(version, this.database.archive().rooms(client.user(), commit))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Everybody is connected and idle.
	 */
	void atTheEnd(Client client) {
		holds(client, this.database.commits());
		if (!client.own().isEmpty() || !client.isAnswered()) {
			this.world.fail("%s still has %s".formatted(client.name(), client.own()));
		}
	}

}
