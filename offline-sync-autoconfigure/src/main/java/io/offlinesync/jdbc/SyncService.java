package io.offlinesync.jdbc;

import java.security.Principal;
import java.util.List;
import java.util.Optional;

import io.offlinesync.SyncException;
import io.offlinesync.Where;
import org.jspecify.annotations.Nullable;

/**
 * What the wire asks of the synced tables. Every method may throw a
 * {@link SyncException}, which is the answer to the client.
 */
public interface SyncService {

	/**
	 * The synced tables.
	 * @return the tables, ordered by name
	 */
	List<TableInfo> tables();

	/**
	 * The synced tables that no policy limits.
	 * @return their names
	 */
	List<String> openTables();

	/**
	 * Look at the database.
	 * @return its state as of now
	 */
	ServerState state();

	/**
	 * Find the one record for which a condition holds.
	 * @param user the user, or {@literal null} if anonymous
	 * @param table the table's name
	 * @param where the condition
	 * @return the record, or empty
	 */
	Optional<JsonRecord> findUnique(@Nullable Principal user, String table, Where where);

	/**
	 * Find a page of the records for which a condition holds.
	 * @param user the user, or {@literal null} if anonymous
	 * @param table the table's name
	 * @param where the condition
	 * @param limit how many records at most, positive
	 * @param after the uid after which to go on, or {@literal null}
	 * @return the page
	 */
	RecordPage findMany(@Nullable Principal user, String table, Where where, int limit, @Nullable String after);

	/**
	 * Apply one mutation in a transaction of its own.
	 * @param user the user, or {@literal null} if anonymous
	 * @param mutation the mutation
	 * @return the committed transaction, with one result
	 * @throws SyncException if it is refused, or cannot be applied now
	 */
	TransactionResult mutate(@Nullable Principal user, Mutation mutation);

	/**
	 * Apply transactions in order, each wholly or not at all.
	 * @param push the transactions
	 * @return a result for each, in the same order
	 * @throws SyncException if the whole push is refused
	 */
	List<TransactionResult> push(Push push);

	/**
	 * Compare what a client holds with what the database holds. Deletions that follow are
	 * carried out.
	 * @param user the user, or {@literal null} if anonymous
	 * @param request what the client holds
	 * @return what either side must do
	 */
	ReconcileAnswer reconcile(@Nullable Principal user, ReconcileRequest request);

}
