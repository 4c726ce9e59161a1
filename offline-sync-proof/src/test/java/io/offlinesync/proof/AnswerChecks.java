package io.offlinesync.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.offlinesync.proof.client.Answer;
import io.offlinesync.proof.client.Mutation;
import io.offlinesync.proof.history.Commit;
import io.offlinesync.proof.history.Commit.Row;
import io.offlinesync.proof.history.History;
import io.offlinesync.proof.history.RowKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Checks what clients were told of their transactions against what was committed, by what
 * has to become of one mutation on one record: which of the two is newer decides.
 */
final class AnswerChecks {

	private static final Set<String> REFUSALS = Set.of("constraint-violated", "forbidden", "expired");

	private static final Duration MAX_SKEW = Duration.ofMinutes(1);

	private static final int COMMITS_BEFORE = 200;

	private final History history;

	private final Rights rights;

	private final Violations violations;

	AnswerChecks(History history, Violations violations) {
		this.history = history;
		this.rights = new Rights(history);
		this.violations = violations;
	}

	/**
	 * Check answers.
	 * @param answers the answers, in the order in which each client had them
	 */
	void run(List<Answer> answers) {
		Map<Long, List<Answer>> byXid = new TreeMap<>();
		for (Answer answer : answers) {
			Long xid = answer.xid();
			checkLeaks(answer);
			if (!answer.isCommitted()) {
				if (!REFUSALS.contains(Objects.requireNonNull(answer.error()))) {
					this.violations.add("Refused: %s", answer);
				}
			}
			else if (xid == null) {
				this.violations.add("Committed by no transaction: %s", answer);
			}
			else {
				byXid.computeIfAbsent(xid, (any) -> new ArrayList<>()).add(answer);
			}
		}
		byXid.forEach(this::check);
	}

	/** Nobody was answered what they could not read at any time about then. */
	private void checkLeaks(Answer answer) {
		Commit commit = (answer.xid() != null) ? this.history.ofTransaction(answer.xid()) : null;
		int from = (commit != null) ? Math.max(commit.position() - COMMITS_BEFORE, 0) : 0;
		for (int i = 0; i < answer.mutations().size(); i++) {
			Mutation mutation = answer.mutations().get(i);
			JsonNode value = answer.result().at("/results/" + i + "/record/value");
			if (value.isObject() && !this.rights
				.membership(answer.user(), mutation.table(), mutation.uid(), value, from, Integer.MAX_VALUE)
				.contains(true)) {
				this.violations.add("Answered what may not be read: %s", answer);
			}
		}
	}

	private void check(long xid, List<Answer> answers) {
		Commit commit = this.history.ofTransaction(xid);
		if (commit == null) {
			this.violations.add("What was acknowledged is not there: %s", answers);
			return;
		}
		// Several transactions of one client may share one of the database's.
		Map<RowKey, Expected> expected = new HashMap<>();
		Set<RowKey> unclear = new HashSet<>();
		for (Answer answer : answers) {
			for (int i = 0; i < answer.mutations().size(); i++) {
				Mutation mutation = answer.mutations().get(i);
				RowKey key = new RowKey(mutation.table(), mutation.uid());
				if (unclear.contains(key)) {
					continue;
				}
				Expected before = expected.computeIfAbsent(key, (any) -> stored(commit, any));
				Expected after = check(commit, answer, i, before);
				if (after == null) {
					unclear.add(key);
					expected.remove(key);
				}
				else {
					expected.put(key, after);
				}
			}
		}
		// Others may have gone with it.
		boolean reaching = answers.stream()
			.flatMap((answer) -> answer.mutations().stream())
			.anyMatch((mutation) -> mutation.op().equals("delete") && !mutation.table().equals("comment"));
		expected.forEach((key, record) -> checkStored(commit, key, record, reaching));
	}

	private Expected stored(Commit commit, RowKey key) {
		Row row = this.history.before(commit.position(), key);
		Stamps stamps = Stamps.of(this.history.before(commit.position(), RowKey.metadata(key.table(), key.key())));
		return new Expected((row != null) ? row.columns() : null, stamps.time(), stamps.deleted() != null);
	}

	/**
	 * Check a mutation's outcome.
	 * @return what is expected afterwards, or {@literal null} if that is not clear
	 */
	private @Nullable Expected check(Commit commit, Answer answer, int index, Expected before) {
		Mutation mutation = answer.mutations().get(index);
		if (before.row == null && before.time == null) {
			// What was purged is not remembered here.
			return null;
		}
		boolean delete = mutation.op().equals("delete");
		boolean ahead = mutation.at().isAfter(commit.at().plus(MAX_SKEW).minusSeconds(10));
		if (ahead) {
			return null;
		}
		int order = (before.time != null) ? mutation.at().compareTo(before.time) : 1;
		boolean applied = order > 0 || (order == 0 && delete);
		if (applied != answer.outcome(index).equals("applied")) {
			this.violations.add("Mutation %s of %s should have been %s, since the record was %s, in %s", index, answer,
					applied ? "applied" : "superseded", before, commit.xid());
			return null;
		}
		if (!applied) {
			return before;
		}
		if (delete) {
			return new Expected(null, mutation.at(), true);
		}
		Map<String, @Nullable String> row = new HashMap<>();
		boolean whole = before.row == null || mutation.op().equals("create");
		if (!whole) {
			row.putAll(Objects.requireNonNull(before.row));
		}
		mutation.data().forEach((field, value) -> {
			if (whole || mutation.changed().contains(field)) {
				row.put(field, Records.text(value));
			}
		});
		return new Expected(row, mutation.at(), false);
	}

	private void checkStored(Commit commit, RowKey key, Expected expected, boolean reaching) {
		RowKey metadata = RowKey.metadata(key.table(), key.key());
		Row row = this.history.before(commit.position() + 1, key);
		Stamps stamps = Stamps.of(this.history.before(commit.position() + 1, metadata));
		if (reaching && row == null && expected.row != null) {
			return;
		}
		boolean same = Objects.equals((row != null) ? row.columns() : null, expected.row);
		if (!same || !Objects.equals(stamps.time(), expected.time) || (stamps.deleted() != null) != expected.deleted) {
			this.violations.add("After %s, %s should be %s, and is %s with %s", commit.xid(), key, expected, row,
					stamps);
		}
	}

	/**
	 * What a record should be.
	 */
	private record Expected(@Nullable Map<String, @Nullable String> row, @Nullable Instant time, boolean deleted) {

	}

}
