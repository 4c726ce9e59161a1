package io.offlinesync.simulation;

import java.util.List;

import io.offlinesync.jdbc.RecordKey;
import org.jspecify.annotations.Nullable;

/**
 * A client's own transaction, from when it was made until its author sees nothing of it
 * that is not in the base.
 */
final class OwnTransaction {

	private final String id;

	private final List<Mutation> mutations;

	private @Nullable Answer answer;

	OwnTransaction(String id, List<Mutation> mutations) {
		this.id = id;
		this.mutations = List.copyOf(mutations);
	}

	String id() {
		return this.id;
	}

	List<Mutation> mutations() {
		return this.mutations;
	}

	@Nullable Answer answer() {
		return this.answer;
	}

	void answered(Answer given) {
		this.answer = given;
	}

	boolean isPending() {
		return this.answer == null;
	}

	/**
	 * A record with this transaction over it.
	 * @param below the record without it, {@literal null} if there is none
	 */
	@Nullable Seen over(RecordKey key, @Nullable Seen below) {
		Seen seen = below;
		for (int i = 0; i < this.mutations.size(); i++) {
			if (this.mutations.get(i).key().equals(key)) {
				seen = (this.answer != null) ? Seen.of(this.answer.records().get(i))
						: Seen.after(seen, this.mutations.get(i));
			}
		}
		return seen;
	}

	@Override
	public String toString() {
		return this.id + this.mutations.stream()
			.map((mutation) -> mutation.operation() + " " + mutation.key().uid() + " " + mutation.data() + " at "
					+ Clock.text(mutation.at()))
			.toList();
	}

	/**
	 * What the server said of a transaction.
	 *
	 * @param outcome what became of it
	 * @param records the records as they were when it was answered, {@literal null} where
	 * the author may not see them
	 */
	record Answer(Remembered outcome, List<@Nullable Version> records) {

	}

}
