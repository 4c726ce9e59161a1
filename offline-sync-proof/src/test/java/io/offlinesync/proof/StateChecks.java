package io.offlinesync.proof;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.offlinesync.proof.client.CompleteState;
import io.offlinesync.proof.client.CompleteState.Held;
import io.offlinesync.proof.history.Commit.Row;
import io.offlinesync.proof.history.History;
import io.offlinesync.proof.history.RowKey;
import io.offlinesync.test.SeenSnapshot;
import io.offlinesync.test.StreamChange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Checks what clients held against the database as it was: at every complete page, and in
 * the end. That there are no gaps, no halves of transactions and no records that should
 * have left follows from it.
 */
final class StateChecks {

	private final History history;

	private final Rights rights;

	private final Violations violations;

	private int checked;

	StateChecks(History history, Violations violations) {
		this.history = history;
		this.rights = new Rights(history);
		this.violations = violations;
	}

	int checked() {
		return this.checked;
	}

	/**
	 * Check what one client held.
	 * @param states the states, in order, the first of which may have been checked before
	 */
	void run(List<CompleteState> states) {
		int[] unseen = states.stream()
			.mapToInt((state) -> this.history.firstUnseen(state.seen(), state.at()))
			.toArray();
		for (int i = 0; i < unseen.length; i++) {
			// Rights are asked for after the snapshot was taken.
			int next = (i + 1 < unseen.length) ? unseen[i + 1] : this.history.commits().size();
			int to = Math.max(unseen[i], next);
			check(states.get(i), unseen[i], to);
			if (i > 0) {
				checkLeaks(states.get(i), unseen[i - 1], to);
			}
			this.checked++;
		}
	}

	/**
	 * Check what a client holds when nothing happens any more.
	 * @param state the state
	 * @return whether it is what it should be
	 */
	boolean isFinal(CompleteState state) {
		int end = this.history.commits().size();
		return this.history.keys()
			.stream()
			.filter(Records::isRecord)
			.allMatch((key) -> difference(state, key, this.history.last(key),
					this.history.last(RowKey.metadata(key.table(), key.key())), end, end) == null)
				&& this.history.keys().containsAll(state.records().keySet());
	}

	private void check(CompleteState state, int from, int to) {
		SeenSnapshot seen = state.seen();
		for (RowKey key : this.history.keys()) {
			if (Records.isRecord(key)) {
				String difference = difference(state, key, this.history.in(seen, state.at(), key),
						this.history.in(seen, state.at(), RowKey.metadata(key.table(), key.key())), from, to);
				if (difference != null) {
					this.violations.add("%s of %s in %s at %s: %s; it was written by %s", state.client(), state.user(),
							state.scopes(), seen, difference, this.history.describe(key));
				}
			}
		}
	}

	private @Nullable String difference(CompleteState state, RowKey key, @Nullable Row row, @Nullable Row metadata,
			int from, int to) {
		Held held = state.records().get(key);
		JsonNode value = (row != null) ? Records.value(row) : null;
		boolean wanted = value != null && state.scopes().stream().anyMatch((scope) -> scope.holds(key.table(), value));
		if (value != null && wanted) {
			Set<Boolean> member = this.rights.membership(state.user(), key.table(), key.key(), value, from, to);
			if (member.size() > 1 && held == null) {
				return null;
			}
			wanted = member.contains(true);
		}
		if (wanted != (held != null)) {
			return "%s should be %s, and is %s".formatted(key, wanted ? value : "absent", held);
		}
		if (held != null && !(held.value().equals(value) && sameStamps(held.metadata(), Stamps.of(metadata)))) {
			return "%s should be %s %s, and is %s".formatted(key, value, metadata, held);
		}
		return null;
	}

	private static boolean sameStamps(@Nullable JsonNode held, Stamps stamps) {
		return held == null || (same(held.get("createdAt"), stamps.created())
				&& same(held.get("updatedAt"), stamps.updated()) && same(held.get("deletedAt"), stamps.deleted()));
	}

	private static boolean same(JsonNode held, @Nullable Instant stamp) {
		return Objects.equals(held.isNull() ? null : Instant.parse(held.stringValue()), stamp);
	}

	/** Nobody was told what they could not read at any time since the last page. */
	private void checkLeaks(CompleteState state, int from, int to) {
		for (StreamChange change : state.before()) {
			JsonNode value = change.value();
			if (value != null
					&& !this.rights.membership(state.user(), change.key().table(), change.key().uid(), value, from, to)
						.contains(true)) {
				this.violations.add("%s of %s was told %s", state.client(), state.user(), change);
			}
		}
	}

}
