package io.offlinesync.feed;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.Where;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.MutationResult;
import io.offlinesync.jdbc.ReconcileAnswer;
import io.offlinesync.jdbc.ReconcileRequest;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Clients that write, reconcile and delete a few records with stamps of up to a while
 * ago, while all that is older than a moment is purged. It notes when each record was
 * deleted for certain, and what came back that is not newer.
 */
final class PurgeRun {

	private static final int RECORDS = 12;

	private static final int LONGEST_AGO_MILLIS = 300;

	private final JdbcSyncService service;

	private final Todos todos;

	private final List<UUID> uids = Stream.generate(UUID::randomUUID).limit(RECORDS).toList();

	/** The latest deletion of each record that somebody was told of. */
	private final Map<UUID, Instant> deleted = new ConcurrentHashMap<>();

	private final Map<UUID, String> returned = new ConcurrentHashMap<>();

	private final AtomicInteger expired = new AtomicInteger();

	private final AtomicInteger applied = new AtomicInteger();

	private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

	private final long end;

	PurgeRun(JdbcSyncService service, Todos todos, Duration duration) {
		this.service = service;
		this.todos = todos;
		this.end = System.nanoTime() + duration.toNanos();
	}

	int expired() {
		return this.expired.get();
	}

	/** How often tombstones were purged. */
	int forgotten() {
		return this.forgotten.size();
	}

	int applied() {
		return this.applied.get();
	}

	/** A client that pushes, mutates and reconciles. */
	Callable<Boolean> client(String name, long seed) {
		Random random = new Random(seed);
		return () -> {
			while (System.nanoTime() < this.end) {
				UUID uid = this.uids.get(random.nextInt(RECORDS));
				Instant at = Instant.now()
					.truncatedTo(ChronoUnit.MILLIS)
					.minusMillis(random.nextInt(LONGEST_AGO_MILLIS));
				Instant before = this.deleted.get(uid);
				switch (random.nextInt(8)) {
					case 0, 1 -> write(name, this.todos.create(uid, at), before);
					case 2 -> write(null, this.todos.update(uid, at), before);
					case 3, 4, 5 -> write(name, Todos.deletion(uid, at), before);
					case 6 -> reconcile(uid, at, before);
					default -> write(name, this.todos.update(uid, at), before);
				}
			}
			return true;
		};
	}

	private void write(@Nullable String client, Mutation mutation, @Nullable Instant before) {
		TransactionResult result = this.service.push(Todos.push(client, mutation)).get(0);
		if (result.error() != null) {
			if (result.error().code() != SyncErrorCode.EXPIRED) {
				throw new AssertionError(result.error());
			}
			this.expired.incrementAndGet();
			return;
		}
		if (result.outcome() != TransactionResult.Outcome.COMMITTED
				|| result.results().get(0).outcome() != MutationResult.Outcome.APPLIED) {
			return;
		}
		UUID uid = UUID.fromString(mutation.uid());
		if (mutation.operation() == Operation.DELETE) {
			noteDeletion(uid, mutation.at());
		}
		else {
			this.applied.incrementAndGet();
			if (before != null && !mutation.at().isAfter(before)) {
				this.returned.put(uid, mutation + " was applied after the deletion of " + before);
			}
		}
	}

	private void reconcile(UUID uid, Instant at, @Nullable Instant before) {
		RecordMetadata held = (at.toEpochMilli() % 2 == 0) ? new RecordMetadata(null, null, at)
				: new RecordMetadata(at, null, null);
		ReconcileAnswer answer = this.service.reconcile(new User("ana"), new ReconcileRequest("todo",
				Where.eq("listUid", this.todos.list()), Map.of(uid.toString(), held), null, null, Long.MAX_VALUE));
		if (!answer.addDatabase().isEmpty() || !answer.updateDatabase().isEmpty()) {
			write(null, this.todos.create(uid, at), before);
		}
	}

	/** The application, which deletes with plain SQL. */
	Callable<Boolean> application(long seed) {
		Random random = new Random(seed);
		JdbcTemplate jdbc = new JdbcTemplate(this.service.dataSource());
		TransactionTemplate transaction = new TransactionTemplate(
				new JdbcTransactionManager(this.service.dataSource()));
		return () -> {
			while (System.nanoTime() < this.end) {
				UUID uid = this.uids.get(random.nextInt(RECORDS));
				try {
					Instant at = transaction.execute((status) -> delete(jdbc, uid));
					if (at != null) {
						noteDeletion(uid, at);
					}
				}
				catch (PessimisticLockingFailureException ex) {
					// The victim of a deadlock: it has deleted nothing.
				}
				LockSupport.parkNanos(random.nextInt(5_000_000));
			}
			return true;
		};
	}

	private static @Nullable Instant delete(JdbcTemplate jdbc, UUID uid) {
		if (jdbc.update("delete from todo where uid = ?", uid) == 0) {
			return null;
		}
		return jdbc.queryForObject("select deleted_at from offline_sync.sync_metadata where uid = ?",
				(row, index) -> row.getTimestamp(1).toInstant(), uid.toString());
	}

	private void noteDeletion(UUID uid, Instant at) {
		this.deleted.merge(uid, at, (one, other) -> one.isAfter(other) ? one : other);
	}

	/** A node that purges what is older than some milliseconds. */
	Callable<Boolean> purges(long ageMillis) {
		JdbcTemplate jdbc = new JdbcTemplate(this.service.dataSource());
		return () -> {
			while (System.nanoTime() < this.end) {
				this.service.purge(Duration.ofMillis(ageMillis));
				jdbc.query("select forgotten from offline_sync.sync_state", (row) -> {
					this.forgotten.add(String.valueOf(row.getString(1)));
				});
			}
			return true;
		};
	}

	/** What came back, with the reason to think so. */
	Map<UUID, String> returned() {
		JdbcTemplate jdbc = new JdbcTemplate(this.service.dataSource());
		jdbc.query("""
				select t.uid, coalesce(m.updated_at, m.created_at) from todo t
				left join offline_sync.sync_metadata m on m.table_name = 'todo' and m.uid = t.uid::text""", (row) -> {
			UUID uid = row.getObject(1, UUID.class);
			Instant last = this.deleted.get(uid);
			Timestamp time = row.getTimestamp(2);
			if (last != null && (time == null || !time.toInstant().isAfter(last))) {
				this.returned.put(uid, "lives since " + time + ", deleted " + last);
			}
		});
		return this.returned;
	}

}
