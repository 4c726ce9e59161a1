package io.offlinesync.jdbc;

import java.time.Duration;

/**
 * What an application may choose for all its synced tables.
 *
 * @param maxSkew how far a client's clock may be ahead
 * @param statementTimeout how long a statement may take that a client causes
 * @param unknownFields what happens to fields of clients that a table does not have
 * @param check looks at the tables first
 */
public record SyncSettings(Duration maxSkew, Duration statementTimeout, UnknownFields unknownFields,
		TablesCheck check) {
}
