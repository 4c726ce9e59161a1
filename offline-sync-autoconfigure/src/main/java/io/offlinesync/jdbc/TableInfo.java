package io.offlinesync.jdbc;

/**
 * What a client needs to know of a synced table.
 *
 * @param name the table's name
 * @param id the JSON name of the field that holds the id
 * @param idType what the id is: {@code uuid}, {@code text}, {@code int8} or {@code int4}
 */
public record TableInfo(String name, String id, String idType) {

}
