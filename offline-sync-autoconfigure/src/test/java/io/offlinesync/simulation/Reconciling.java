package io.offlinesync.simulation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.offlinesync.RecordMetadata;
import io.offlinesync.jdbc.RecordKey;
import io.offlinesync.reconcile.Reconciliation;
import io.offlinesync.reconcile.Reconciliation.Answer;
import io.offlinesync.reconcile.Reconciliation.ForServer;
import io.offlinesync.test.StreamScope;

/**
 * A client compares what it holds of a scope with what the server holds, having deleted
 * some of it. What follows for the client, its stream tells it.
 */
final class Reconciling {

	private final World world;

	private final Client client;

	private final StreamScope scope;

	private final Map<String, RecordMetadata> held = new LinkedHashMap<>();

	private Reconciling(World world, Client client) {
		this.world = world;
		this.client = client;
		this.scope = client.scopes().get(world.random().nextInt(client.scopes().size()));
	}

	/**
	 * Reconcile, if the client has pushed all that it has.
	 */
	static void run(World world, Client client) {
		if (client.own().isEmpty()) {
			new Reconciling(world, client).run();
		}
	}

	private void run() {
		this.client.base().records(this.scope.table()).forEach((uid, value) -> {
			Seen seen = this.client.view(key(uid));
			Instant time = (seen != null) ? seen.time() : null;
			if (this.scope.holds(this.scope.table(), value) && time != null) {
				this.held.put(uid, (this.world.chance(4)) ? new RecordMetadata(null, null, time.plusMillis(1))
						: new RecordMetadata(null, time, null));
			}
		});
		DatabaseTransaction work = this.world.database().begin();
		Set<String> uids = new TreeSet<>(this.held.keySet());
		uids.addAll(this.world.database().rows(this.scope.table()).keySet());
		if (!uids.stream().allMatch((uid) -> lock(work, uid))) {
			work.rollback();
			return;
		}
		uids.forEach((uid) -> carryOut(work, uid, decide(work, uid)));
		this.world
			.trace(() -> "%s reconciles %s: %s".formatted(this.client.name(), this.held, work.written().values()));
		uids.forEach((uid) -> {
			if (decide(work, uid).forServer() != ForServer.NOTHING) {
				this.world.fail("A second reconcile would change " + work.read(key(uid)));
			}
		});
		this.world.commit(work, null);
	}

	private RecordKey key(String uid) {
		return new RecordKey(this.scope.table(), uid);
	}

	private boolean lock(DatabaseTransaction work, String uid) {
		return work.lock(PushServer.locks(work, key(uid), true, Map.of()));
	}

	private Answer decide(DatabaseTransaction work, String uid) {
		Version stored = work.read(key(uid));
		boolean inScope = stored.row() != null && this.scope.holds(this.scope.table(), stored.json())
				&& PushServer.mayRead(stored, this.world.database().rooms(this.client.user()));
		return Reconciliation.decide(stored.state(), inScope, this.held.get(uid));
	}

	private void carryOut(DatabaseTransaction work, String uid, Answer answer) {
		if (answer.forServer() == ForServer.DELETE || answer.forServer() == ForServer.TOMBSTONE) {
			work.write(key(uid), null, work.read(key(uid)).state().tombstone(answer.deletedAt()), null);
		}
	}

}
