package io.offlinesync.jdbc;

/**
 * What identifies a record in the database.
 *
 * @param table the table's name
 * @param uid the id's canonical text
 */
public record RecordKey(String table, String uid) {

}
