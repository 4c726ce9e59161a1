package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

import io.offlinesync.ConflictResolver;
import io.offlinesync.ConflictStrategy;
import io.offlinesync.Operation;
import io.offlinesync.RecordConflict;
import io.offlinesync.Resolution;
import io.offlinesync.reconcile.Decision;
import io.offlinesync.reconcile.FieldTimes;
import io.offlinesync.reconcile.LastWriterWins;
import io.offlinesync.reconcile.MergeDecision;
import io.offlinesync.reconcile.MergeFields;
import io.offlinesync.reconcile.Resolving;
import io.offlinesync.reconcile.StoredState;
import org.jspecify.annotations.Nullable;

/**
 * Brings the pure rules together with entities: by which rules a table is decided, and
 * what row follows.
 */
final class WriteRules {

	private WriteRules() {
	}

	/**
	 * Decide what becomes of a write.
	 * @param write the write
	 * @param stored what is stored of the record
	 * @param at the write's stamp
	 * @param forgotten the greatest time of a purged tombstone, or {@literal null}
	 * @return the decision, and the row and field times that go with it
	 */
	static <T> Ruling<T> decide(RecordWrite<T> write, StoredRecord<T> stored, Instant at, @Nullable Instant forgotten) {
		StoredState state = stored.state();
		ConflictResolver<T> resolver = write.table().resolver();
		if (resolver != null && stored.entity() != null && Resolving.asks(state)) {
			return resolve(resolver, write, stored, stored.entity(), at);
		}
		if (resolver == null && write.table().model().strategy() == ConflictStrategy.MERGE_FIELDS) {
			return merge(write, stored, at, forgotten);
		}
		Decision decision = LastWriterWins.decide(state, write.operation(), at, forgotten);
		Set<String> changed = (write.draft() != null) ? write.draft().changed() : Set.of();
		return new Ruling<>(decision, row(decision, write, stored, changed), null);
	}

	private static <T> @Nullable T row(Decision decision, RecordWrite<T> write, StoredRecord<T> stored,
			Set<String> changed) {
		return switch (decision.change()) {
			case NONE, DELETE -> null;
			case INSERT -> write.requiredDraft().created();
			case REPLACE -> write.requiredDraft().replacing(stored.requiredEntity());
			case UPDATE -> write.requiredDraft().updating(stored.requiredEntity(), changed);
		};
	}

	private static <T> Ruling<T> merge(RecordWrite<T> write, StoredRecord<T> stored, Instant at,
			@Nullable Instant forgotten) {
		Set<SyncedField> changed = (write.draft() != null) ? fields(write.table().model(), write.draft().changed())
				: Set.of();
		Set<String> columns = changed.stream()
			.flatMap((field) -> field.columns().stream())
			.map(ColumnMapping::name)
			.collect(Collectors.toSet());
		MergeDecision merged = MergeFields.decide(stored.state(), write.operation(), columns, at, stored.times(),
				forgotten);
		Set<String> set = changed.stream()
			.filter((field) -> field.columns().stream().anyMatch((column) -> merged.fields().contains(column.name())))
			.map(SyncedField::name)
			.collect(Collectors.toSet());
		return new Ruling<>(merged.decision(), row(merged.decision(), write, stored, set), merged.times());
	}

	private static Set<SyncedField> fields(EntityModel<?> model, Set<String> names) {
		Set<SyncedField> fields = new LinkedHashSet<>();
		model.fields().forEach((name, field) -> {
			if (names.contains(name)) {
				fields.add(field);
			}
		});
		return fields;
	}

	private static <T> Ruling<T> resolve(ConflictResolver<T> resolver, RecordWrite<T> write, StoredRecord<T> stored,
			T current, Instant at) {
		Draft<T> draft = write.draft();
		T incoming = (draft == null) ? null : (write.operation() == Operation.CREATE) ? draft.replacing(current)
				: draft.updating(current, draft.changed());
		Set<String> changed = (draft != null) ? Set.copyOf(draft.changed()) : Set.of();
		Resolution<T> resolution = resolver
			.resolve(new RecordConflict<>(stored.toRecord(), write.operation(), incoming, changed, at));
		T row = (resolution.value() != null) ? Draft.of(write.table(), resolution.value()).replacing(current)
				: (resolution.choice() == Resolution.Choice.INCOMING) ? incoming : null;
		boolean same = row != null
				&& write.table().access().difference(current, row, ColumnMapping::isUpdatable).isEmpty();
		return new Ruling<>(Resolving.decide(stored.state(), write.operation(), at, resolution.choice(), same), row,
				null);
	}

	/**
	 * What becomes of a write.
	 *
	 * @param <T> the entity's type
	 * @param decision the decision
	 * @param row the row to store, if the decision is to store one
	 * @param times the field times to store, or {@literal null}
	 */
	record Ruling<T>(Decision decision, @Nullable T row, @Nullable FieldTimes times) {

		T requiredRow() {
			if (this.row == null) {
				throw new IllegalStateException("There is no row to store");
			}
			return this.row;
		}

	}

}
