package io.offlinesync.simulation;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * A folder. Deleting it deletes the items in it.
 *
 * @param uid the id
 * @param room what rights depend on
 * @param mark what tells one write from another
 */
@SyncedTable
public record Folder(@Id String uid, int room, int mark) {

}
