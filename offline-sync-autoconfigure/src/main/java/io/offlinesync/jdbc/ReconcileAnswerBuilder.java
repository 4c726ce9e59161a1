package io.offlinesync.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.ReconcileAnswer.Deleted;
import io.offlinesync.jdbc.ReconcileAnswer.Held;
import io.offlinesync.reconcile.Reconciliation.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the answer to a reconcile, as long as it fits a message.
 *
 * @param <T> the entity's type
 */
final class ReconcileAnswerBuilder<T> {

	/**
	 * How many bytes a uid with its stamps takes besides the uid.
	 */
	private static final int ENTRY = 120;

	private final SyncedTableMapping<T> table;

	private final List<JsonRecord> addClient = new ArrayList<>();

	private final List<JsonRecord> updateClient = new ArrayList<>();

	private final List<Deleted> deleteClient = new ArrayList<>();

	private final List<String> leaveClient = new ArrayList<>();

	private final List<Held> addDatabase = new ArrayList<>();

	private final List<Held> updateDatabase = new ArrayList<>();

	private long room;

	ReconcileAnswerBuilder(SyncedTableMapping<T> table, long maxAnswer) {
		this.table = table;
		this.room = maxAnswer;
	}

	/**
	 * Add what was decided of a record.
	 * @param decided the decision
	 * @param stored what is stored of it
	 * @param held what the client holds of it, or {@literal null}
	 * @throws SyncException with {@link SyncErrorCode#TOO_LARGE} if it does not fit
	 */
	void add(Answer decided, StoredRecord<T> stored, @Nullable RecordMetadata held) {
		String uid = stored.uid();
		switch (decided.forClient()) {
			case NOTHING -> {
				return;
			}
			case ADD_CLIENT -> this.addClient.add(record(stored));
			case UPDATE_CLIENT -> this.updateClient.add(record(stored));
			case DELETE_CLIENT -> this.deleteClient.add(new Deleted(uid, decided.deletedAt()));
			case LEAVE_CLIENT -> this.leaveClient.add(uid);
			case ADD_DATABASE -> this.addDatabase.add(new Held(uid, Objects.requireNonNull(held)));
			default -> this.updateDatabase.add(new Held(uid, Objects.requireNonNull(held)));
		}
		take(bytes(uid) + ENTRY);
	}

	/**
	 * Add a record that the client may not delete: it drops its copy.
	 */
	void leave(String uid) {
		this.leaveClient.add(uid);
		take(bytes(uid) + ENTRY);
	}

	/**
	 * Check that there is room for the deletions of some records.
	 * @param ids the records' ids
	 * @throws SyncException with {@link SyncErrorCode#TOO_LARGE} if they will not fit
	 */
	void checkRoom(Collection<?> ids) {
		long needed = 0;
		for (Object id : ids) {
			needed += bytes(id.toString()) + ENTRY;
		}
		if (needed > this.room) {
			throw tooLarge();
		}
	}

	private JsonRecord record(StoredRecord<T> stored) {
		JsonRecord record = this.table.toJson(stored);
		take((record.json() != null) ? bytes(record.json()) : 0);
		return record;
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	private void take(int bytes) {
		this.room -= bytes;
		if (this.room < 0) {
			throw tooLarge();
		}
	}

	private static SyncException tooLarge() {
		return new SyncException(SyncErrorCode.TOO_LARGE,
				"The answer does not fit a message: reconcile in smaller ranges, with 'after' and 'upTo'");
	}

	ReconcileAnswer build() {
		return new ReconcileAnswer(this.addClient, this.updateClient, this.deleteClient, this.leaveClient,
				this.addDatabase, this.updateDatabase);
	}

}
