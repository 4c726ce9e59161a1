package io.offlinesync.jdbc;

/**
 * What a client needs to know of a synced table.
 *
 * @param name the table's name
 * @param id the JSON name of the field that holds the id
 */
public record TableInfo(String name, String id) {

}
