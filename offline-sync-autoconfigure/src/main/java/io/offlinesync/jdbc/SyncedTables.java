package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

/**
 * The synced tables of the application.
 */
public final class SyncedTables {

	private final Map<String, SyncedTableMapping<?>> byName = new TreeMap<>();

	private final Set<String> keys;

	SyncedTables(Collection<SyncedTableMapping<?>> tables) {
		for (SyncedTableMapping<?> table : tables) {
			SyncedTableMapping<?> other = this.byName.put(table.name(), table);
			if (other != null) {
				throw new InvalidSyncedTableException(table.model().type(),
						"%s and %s are both stored in a table named '%s'".formatted(table.model().type().getName(),
								other.model().type().getName(), table.name()),
						"Sync one entity for each table name, even in different schemas.");
			}
		}
		this.keys = tables.stream()
			.map((table) -> table.catalog().key())
			.filter((key) -> key != null)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * These tables, as they are captured.
	 * @param epochs the epochs by the tables' names
	 */
	SyncedTables captured(Map<String, String> epochs) {
		List<SyncedTableMapping<?>> captured = new ArrayList<>();
		all().forEach((table) -> captured.add(table.captured(epochs.getOrDefault(table.name(), ""))));
		return new SyncedTables(captured);
	}

	Collection<SyncedTableMapping<?>> all() {
		return this.byName.values();
	}

	/**
	 * The constraints that make ids unique.
	 */
	Set<String> keys() {
		return this.keys;
	}

	/**
	 * The table of a name.
	 * @throws SyncException with {@link SyncErrorCode#UNKNOWN_TABLE} if there is none
	 */
	SyncedTableMapping<?> named(String name) {
		SyncedTableMapping<?> table = this.byName.get(name);
		if (table == null) {
			throw new SyncException(SyncErrorCode.UNKNOWN_TABLE, "No synced table is named " + Names.shorten(name));
		}
		return table;
	}

	/**
	 * The table of a name, or {@literal null} if there is none.
	 */
	@Nullable SyncedTableMapping<?> find(String name) {
		return this.byName.get(name);
	}

	/**
	 * The table of an entity.
	 * @throws IllegalArgumentException if the entity is not synced
	 */
	@SuppressWarnings("unchecked")
	<T> SyncedTableMapping<T> of(Class<T> type) {
		for (SyncedTableMapping<?> table : all()) {
			if (table.model().type() == type) {
				return (SyncedTableMapping<T>) table;
			}
		}
		throw new IllegalArgumentException(type.getName() + " is no synced table");
	}

}
