package io.offlinesync.jdbc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.offlinesync.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Decides which transactions of a push are applied in one database transaction. They are
 * neighbours that cannot tell that they are: none writes a record of another, or anything
 * that shows beyond its own records. When a group fails, smaller ones follow, and then
 * larger ones again.
 */
final class PushGroups {

	/**
	 * How many mutations a group has at most, if it is not a single transaction.
	 */
	static final int MUTATIONS = 500;

	private final SyncedTables tables;

	private final List<ClientTransaction> transactions;

	private final Predicate<Class<?>> observed;

	private final Map<SyncedTableMapping<?>, Boolean> apart = new HashMap<>();

	private int most = MUTATIONS;

	private int size = MUTATIONS;

	/**
	 * Begin with a push.
	 * @param tables the synced tables
	 * @param transactions the push's transactions
	 * @param observed whether code of the application takes part in writes of an entity
	 */
	PushGroups(SyncedTables tables, List<ClientTransaction> transactions, Predicate<Class<?>> observed) {
		this.tables = tables;
		this.transactions = transactions;
		this.observed = observed;
	}

	/**
	 * The group that begins with a transaction.
	 * @param from the transaction's index
	 * @return one or more transactions
	 */
	List<ClientTransaction> next(int from) {
		int to = from;
		int mutations = 0;
		Set<String> ids = new HashSet<>();
		Set<RecordKey> records = new HashSet<>();
		while (to < this.transactions.size() && to - from < this.size) {
			ClientTransaction transaction = this.transactions.get(to);
			List<RecordKey> own = transaction.mutations()
				.stream()
				.map((mutation) -> new RecordKey(mutation.table(), mutation.uid()))
				.toList();
			mutations += own.size();
			boolean repeated = !ids.add(transaction.id());
			if (to > from && (mutations > MUTATIONS || repeated || own.stream().anyMatch(records::contains)
					|| isApart(transaction) || (to == from + 1 && isApart(this.transactions.get(from))))) {
				break;
			}
			records.addAll(own);
			to++;
		}
		return this.transactions.subList(from, to);
	}

	private boolean isApart(ClientTransaction transaction) {
		return transaction.mutations().stream().anyMatch(this::isApart);
	}

	private boolean isApart(Mutation mutation) {
		SyncedTableMapping<?> table = this.tables.find(mutation.table());
		return table == null || (mutation.operation() == Operation.DELETE && showsDeletes(table.catalog()))
				|| this.apart.computeIfAbsent(table,
						(key) -> key.catalog().effects().unforeseen() || this.observed.test(key.model().type()));
	}

	private static boolean showsDeletes(TableCatalog catalog) {
		return catalog.reaching() || catalog.effects().deletesUnforeseen();
	}

	/**
	 * A group was applied.
	 */
	void succeeded() {
		this.size = Math.min(this.most, 2 * this.size);
	}

	/**
	 * A group was not applied: the next shall have fewer transactions.
	 * @param group how many it had
	 * @param position which of them failed, or {@literal null} if that is not known
	 */
	void failed(int group, @Nullable Integer position) {
		this.size = (position != null) ? Math.max(1, position) : group / 2;
	}

	/**
	 * From now on none has company.
	 */
	void separate() {
		this.most = 1;
		this.size = 1;
	}

}
