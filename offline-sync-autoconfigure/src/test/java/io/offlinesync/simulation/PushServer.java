package io.offlinesync.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.offlinesync.Operation;
import io.offlinesync.jdbc.LogPosition;
import io.offlinesync.jdbc.RecordKey;
import io.offlinesync.reconcile.Decision;
import io.offlinesync.reconcile.Decision.RowChange;
import io.offlinesync.reconcile.Decision.Verdict;
import io.offlinesync.reconcile.FieldTimes;
import io.offlinesync.reconcile.LastWriterWins;
import io.offlinesync.reconcile.MergeDecision;
import io.offlinesync.reconcile.MergeFields;
import io.offlinesync.reconcile.Stamps;
import io.offlinesync.simulation.OwnTransaction.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Applies what clients push, one transaction after the other: how is the library's
 * business, which decides on every mutation.
 */
final class PushServer {

	static final Duration MAX_SKEW = Duration.ofMinutes(1);

	private final World world;

	private final Database database;

	PushServer(World world, Database database) {
		this.world = world;
		this.database = database;
	}

	/**
	 * Take a push.
	 */
	void push(Push push) {
		LogPosition position = (push.cursor() != null) ? LogPosition.ofCursor(push.cursor()) : null;
		if (push.cursor() != null && (position == null || !this.world.reachesBackTo(position))) {
			push.answer().accept(null);
			return;
		}
		next(push, new ArrayList<>());
	}

	private void next(Push push, List<Answer> answers) {
		if (push.epoch() != this.world.epoch()) {
			return;
		}
		if (answers.size() == push.transactions().size() || this.world.isUnlucky()) {
			push.answer().accept(answers);
			return;
		}
		OwnTransaction transaction = push.transactions().get(answers.size());
		String key = push.client().name() + "/" + transaction.id();
		Remembered before = this.database.remembered(key);
		if (before != null && !isForgotten(transaction)) {
			answers.add(answer(push, transaction, before));
			next(push, answers);
			return;
		}
		DatabaseTransaction work = this.database.begin();
		if (!work.lock(locks(work, key, transaction))) {
			work.rollback();
			this.world.later(40, () -> next(push, answers));
			return;
		}
		Remembered outcome;
		try {
			outcome = new Remembered(true, work.xid(), apply(push.client().user(), work, transaction), null);
		}
		catch (Refusal ex) {
			work.rollback();
			work = this.database.begin();
			work.lock(List.of(new RecordKey("", key)));
			outcome = new Remembered(false, work.xid(), List.of(), ex.getMessage());
		}
		work.remember(key, outcome);
		commit(push, answers, transaction, work, outcome);
	}

	private void commit(Push push, List<Answer> answers, OwnTransaction transaction, DatabaseTransaction work,
			Remembered outcome) {
		boolean early = this.world.isBroken(Fault.ANSWER_BEFORE_COMMIT);
		if (early) {
			answers.add(answer(push, transaction, outcome));
			next(push, answers);
		}
		this.world.later(early ? 30 : 2, () -> {
			if (work.isOpen()) {
				this.world.commit(work, outcome.committed() ? push.client().name() + "/" + transaction.id() : null);
				if (!early) {
					answers.add(answer(push, transaction, outcome));
					next(push, answers);
				}
			}
		});
	}

	private boolean isForgotten(OwnTransaction transaction) {
		return this.world.isBroken(Fault.NOTHING_REMEMBERED)
				|| (this.world.isBroken(Fault.REMEMBERED_AFTER_CLAMPING) && transaction.mutations()
					.stream()
					.anyMatch((mutation) -> mutation.at().isAfter(this.database.now().plus(MAX_SKEW))));
	}

	/**
	 * The records that a transaction touches, its cascades and the folders that it names
	 * included.
	 */
	private static Set<RecordKey> locks(DatabaseTransaction work, String key, OwnTransaction transaction) {
		Set<RecordKey> keys = new LinkedHashSet<>();
		keys.add(new RecordKey("", key));
		for (Mutation mutation : transaction.mutations()) {
			keys.addAll(locks(work, mutation.key(), mutation.operation() == Operation.DELETE, mutation.data()));
		}
		return keys;
	}

	static Set<RecordKey> locks(DatabaseTransaction work, RecordKey key, boolean delete, Map<String, Object> row) {
		Set<RecordKey> keys = new LinkedHashSet<>();
		keys.add(key);
		if (delete && key.table().equals("folder")) {
			work.itemsIn(key.uid()).forEach((uid) -> keys.add(new RecordKey("item", uid)));
		}
		if (row.get("folder") instanceof String folder) {
			keys.add(new RecordKey("folder", folder));
		}
		return keys;
	}

	private List<Verdict> apply(String user, DatabaseTransaction work, OwnTransaction transaction) {
		List<Verdict> verdicts = new ArrayList<>();
		Set<Integer> rooms = this.database.rooms(user);
		for (Mutation mutation : transaction.mutations()) {
			if (!mayRead(work.read(mutation.key()), rooms)) {
				throw new Refusal("forbidden");
			}
		}
		for (Mutation mutation : transaction.mutations()) {
			verdicts.add(apply(work, mutation));
		}
		for (Mutation mutation : transaction.mutations()) {
			if (!mayRead(work.read(mutation.key()), rooms)) {
				throw new Refusal("forbidden");
			}
		}
		return verdicts;
	}

	private Verdict apply(DatabaseTransaction work, Mutation mutation) {
		Version stored = work.read(mutation.key());
		Instant at = Stamps.client(mutation.at(), this.database.now(), MAX_SKEW, true, stored.state().time());
		Set<String> fields = mutation.changed();
		FieldTimes times = null;
		Decision decision;
		if (mutation.key().table().equals("note")) {
			MergeDecision merged = MergeFields.decide(stored.state(), mutation.operation(), mutation.changed(), at,
					stored.times(), this.database.forgotten());
			decision = merged.decision();
			fields = merged.fields();
			times = merged.times();
		}
		else {
			decision = LastWriterWins.decide(stored.state(), mutation.operation(), at, this.database.forgotten());
		}
		if (this.world.isBroken(Fault.DELETE_LOSES_TIE) && mutation.operation() == Operation.DELETE && stored.live()
				&& at.equals(stored.state().time())) {
			decision = new Decision(Verdict.SUPERSEDED, RowChange.NONE, stored.metadata());
		}
		if (decision.verdict() == Verdict.EXPIRED) {
			throw new Refusal("expired");
		}
		this.world.checks().decided(mutation, at, decision.verdict(), stored);
		Map<String, Object> row = row(decision.change(), stored.row(), mutation, fields);
		if (row != null && row.get("folder") instanceof String folder
				&& work.read(new RecordKey("folder", folder)).row() == null) {
			throw new Refusal("constraint-violated");
		}
		if (decision.change() != RowChange.NONE || decision.metadataChanged(stored.state())) {
			work.write(mutation.key(), row, decision.metadata(), times);
		}
		return decision.verdict();
	}

	private static @Nullable Map<String, Object> row(RowChange change, @Nullable Map<String, Object> stored,
			Mutation mutation, Set<String> fields) {
		return switch (change) {
			case NONE -> stored;
			case DELETE -> null;
			case INSERT, REPLACE -> new TreeMap<>(mutation.data());
			case UPDATE -> {
				Map<String, Object> row = new TreeMap<>((stored != null) ? stored : Map.of());
				fields.forEach((field) -> row.put(field, mutation.data().get(field)));
				yield row;
			}
		};
	}

	private Answer answer(Push push, OwnTransaction transaction, Remembered outcome) {
		List<@Nullable Version> records = new ArrayList<>();
		Set<Integer> rooms = this.database.rooms(push.client().user());
		for (Mutation mutation : transaction.mutations()) {
			Version version = this.database.current(mutation.key());
			records.add(mayRead(version, rooms) ? version : null);
		}
		return new Answer(outcome, records);
	}

	static boolean mayRead(Version version, Set<Integer> rooms) {
		Map<String, Object> row = version.row();
		return row == null || version.key().table().equals("note") || rooms.contains((Integer) row.get("room"));
	}

	/**
	 * Why a transaction is refused.
	 */
	private static final class Refusal extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Refusal(String code) {
			super(code, null, false, false);
		}

	}

}
