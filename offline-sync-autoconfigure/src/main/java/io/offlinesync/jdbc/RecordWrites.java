package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.offlinesync.Operation;

import tools.jackson.databind.node.ObjectNode;

/**
 * Checks what clients ask for against the tables.
 */
final class RecordWrites {

	private RecordWrites() {
	}

	/**
	 * The writes that a transaction asks for.
	 * @throws RefusedWriteException if one of them makes no sense
	 */
	static List<RecordWrite<?>> of(SyncedTables tables, List<Mutation> mutations) {
		List<RecordWrite<?>> writes = new ArrayList<>(mutations.size());
		for (int i = 0; i < mutations.size(); i++) {
			try {
				writes.add(of(tables.named(mutations.get(i).table()), mutations.get(i)));
			}
			catch (RuntimeException ex) {
				throw new RefusedWriteException(i, ex);
			}
		}
		return writes;
	}

	private static <T> RecordWrite<T> of(SyncedTableMapping<T> table, Mutation mutation) {
		Object id = table.model().idType().parse(mutation.uid());
		if (mutation.data() == null) {
			return new RecordWrite<>(table, mutation.operation(), id, null, mutation.at());
		}
		ObjectNode data = table.json().heeded(mutation.data());
		table.json().check(mutation.uid(), data);
		Set<String> changed = table.json()
			.changed(data, (mutation.operation() == Operation.UPDATE) ? table.json().heeded(mutation.changed()) : null);
		return new RecordWrite<>(table, mutation.operation(), id, Draft.of(table, id, data, changed), mutation.at());
	}

}
