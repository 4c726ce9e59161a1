package io.offlinesync.stomp.fuzz;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * A record with a small number as its id, for everybody.
 *
 * @param id the id
 * @param reading what it counts
 */
@SyncedTable
public record Counter(@Id Integer id, int reading) {

}
