package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * An entry of the change log that says whose rights have changed.
 *
 * @param xid the transaction
 * @param seq its number
 * @param user the user's name, or {@literal null} for all users
 */
public record RightsChange(long xid, long seq, @Nullable String user) {
}
