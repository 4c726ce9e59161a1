package io.offlinesync.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.offlinesync.Operation;
import io.offlinesync.ProposedWrite;
import io.offlinesync.RecordDeletedEvent;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.MetadataStore.Stored;
import io.offlinesync.reconcile.Reconciliation;
import io.offlinesync.reconcile.Reconciliation.Answer;
import io.offlinesync.reconcile.Reconciliation.ForClient;
import io.offlinesync.reconcile.Reconciliation.ForServer;
import io.offlinesync.reconcile.Stamps;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Carries out the deletions that follow from a reconcile. Time has passed since the
 * comparison: everything is decided again under the locks.
 */
final class ReconcileDeletions {

	private static final Answer FORBIDDEN = new Answer(ForClient.LEAVE_CLIENT, ForServer.NOTHING, null);

	private final Transactions transactions;

	private final MetadataStore metadata;

	private final Tombstones tombstones;

	private final JdbcTemplate jdbc;

	private final SchemaNames schema;

	private final Duration maxSkew;

	private final ApplicationEventPublisher events;

	ReconcileDeletions(Transactions transactions, MetadataStore metadata, Tombstones tombstones, JdbcTemplate jdbc,
			SchemaNames schema, Duration maxSkew, ApplicationEventPublisher events) {
		this.transactions = transactions;
		this.metadata = metadata;
		this.tombstones = tombstones;
		this.jdbc = jdbc;
		this.schema = schema;
		this.maxSkew = maxSkew;
		this.events = events;
	}

	/**
	 * Delete records. Those that others still refer to stay: the client drops its copies,
	 * as it does with what it may not delete. They are found by halving what is left, so
	 * that a few of them do not make a statement of each of the others.
	 * @param access what the client's user may write
	 * @param table the table
	 * @param where the scope, limited to what the user may read
	 * @param client what the client holds of them, by id; {@literal null} if nothing
	 * @param answer takes what the client is to do
	 */
	<T> void carryOut(UserAccess access, SyncedTableMapping<T> table, BoundWhere where,
			Map<Object, @Nullable RecordMetadata> client, ReconcileAnswerBuilder<T> answer) {
		List<Decided<T>> decided;
		try {
			decided = attempt(access, table, where, client);
		}
		catch (RuntimeException ex) {
			if (!isConstraint(ex)) {
				throw ex;
			}
			if (client.size() > 1) {
				for (Map<Object, @Nullable RecordMetadata> half : halves(client)) {
					carryOut(access, table, where, half, answer);
				}
			}
			else {
				client.forEach((id, held) -> {
					if (held != null) {
						answer.leave(id.toString());
					}
				});
			}
			return;
		}
		decided.forEach((one) -> one.addTo(answer));
	}

	private static List<Map<Object, @Nullable RecordMetadata>> halves(Map<Object, @Nullable RecordMetadata> records) {
		Map<Object, @Nullable RecordMetadata> first = new LinkedHashMap<>();
		Map<Object, @Nullable RecordMetadata> second = new LinkedHashMap<>();
		records.forEach((id, held) -> ((first.size() < records.size() / 2) ? first : second).put(id, held));
		return List.of(first, second);
	}

	private static boolean isConstraint(RuntimeException error) {
		SyncException known = SqlErrors.translate(error);
		return known != null && known.code() == SyncErrorCode.CONSTRAINT_VIOLATED;
	}

	private <T> List<Decided<T>> attempt(UserAccess access, SyncedTableMapping<T> table, BoundWhere where,
			Map<Object, @Nullable RecordMetadata> client) {
		return this.transactions.separate(() -> {
			TransactionStart start = TransactionStart.read(this.jdbc, this.schema);
			List<RecordWrite<T>> records = client.keySet().stream().map((id) -> RecordWrite.of(table, id)).toList();
			RecordStates states = RecordStates.lock(records, this.metadata);
			Set<String> hidden = hidden(access, table, records.stream().<StoredRecord<T>>map(states::get).toList());
			WriteBuffer buffer = new WriteBuffer();
			List<Decided<T>> decisions = new ArrayList<>();
			List<RecordKey> placeholders = new ArrayList<>();
			for (RecordWrite<T> record : records) {
				StoredRecord<T> stored = states.get(record);
				RecordMetadata held = client.get(record.id());
				Decided<T> decided = hidden.contains(stored.uid()) ? new Decided<>(stored, held, FORBIDDEN)
						: decide(access, table, where, stored, held, start);
				decided.collect(buffer, table);
				decisions.add(decided);
				if (!decided.stores() && stored.metadata().equals(RecordMetadata.NONE)) {
					placeholders.add(record.key());
				}
			}
			buffer.flush(this.metadata);
			if (!placeholders.isEmpty()) {
				this.metadata.removePlaceholders(placeholders);
			}
			decisions.forEach((decided) -> decided.publish(this.events, table.model().type()));
			return decisions;
		});
	}

	/**
	 * What was deleted since the comparison may have become another's before.
	 */
	private <T> Set<String> hidden(UserAccess access, SyncedTableMapping<T> table, List<StoredRecord<T>> states) {
		Set<String> gone = states.stream()
			.filter((stored) -> stored.entity() == null && stored.metadata().deleted())
			.map(StoredRecord::uid)
			.collect(Collectors.toCollection(HashSet::new));
		gone.removeAll(this.tombstones.readable(table, gone, access));
		return gone;
	}

	private <T> Decided<T> decide(UserAccess access, SyncedTableMapping<T> table, BoundWhere where,
			StoredRecord<T> stored, @Nullable RecordMetadata held, TransactionStart start) {
		T entity = stored.entity();
		boolean inScope = entity != null && where.matches(table.filters().values(entity));
		Decided<T> decided = new Decided<>(stored, held, Reconciliation.decide(stored.state(), inScope, held));
		T live = stored.toRecord().value();
		if (decided.answer().forServer() == ForServer.DELETE && live != null && access.isLimited(table) && !access
			.permits(table, new ProposedWrite<>(Operation.DELETE, stored.uid(), live, null, true, true))) {
			return new Decided<>(stored, held, FORBIDDEN);
		}
		if (decided.stores()) {
			// A tombstone must not lie too far ahead.
			Stamps.client(decided.answer().deletedAt(), start.now(), this.maxSkew, false, null);
		}
		return decided;
	}

	/**
	 * What was decided of a record.
	 */
	private record Decided<T>(StoredRecord<T> stored, @Nullable RecordMetadata held, Answer answer) {

		boolean stores() {
			return this.answer.forServer() == ForServer.DELETE || this.answer.forServer() == ForServer.TOMBSTONE;
		}

		RecordMetadata tombstone() {
			return this.stored.state().tombstone(this.answer.deletedAt());
		}

		void collect(WriteBuffer buffer, SyncedTableMapping<T> table) {
			T entity = this.stored.entity();
			if (this.answer.forServer() != ForServer.NOTHING && entity != null) {
				table.hooks().beforeDelete(entity);
				buffer.delete(table, entity);
			}
			if (this.answer.forServer() == ForServer.TOMBSTONE && this.stored.metadata().deleted()) {
				buffer.deletedAgain(table.key(this.stored.uid()));
			}
			if (stores()) {
				buffer.metadata(table.key(this.stored.uid()), new Stored(tombstone(), null));
			}
			else if (this.answer.forServer() == ForServer.REMOVE_ROW) {
				// What the capture of the row has stamped is not what was decided.
				buffer.metadata(table.key(this.stored.uid()), new Stored(this.stored.metadata(), this.stored.times()));
			}
		}

		void addTo(ReconcileAnswerBuilder<T> builder) {
			builder.add(this.answer, this.stored, this.held);
		}

		void publish(ApplicationEventPublisher events, Class<T> type) {
			T old = this.stored.toRecord().value();
			if (this.answer.forServer() == ForServer.DELETE && old != null) {
				events.publishEvent(new RecordDeletedEvent<>(type,
						this.stored.withRow(null).withMetadata(tombstone(), null).toRecord(), old));
			}
		}

	}

}
