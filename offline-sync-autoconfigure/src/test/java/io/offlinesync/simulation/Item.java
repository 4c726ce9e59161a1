package io.offlinesync.simulation;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * An item in a folder.
 *
 * @param uid the id
 * @param folder the folder that it is in
 * @param rank a number that scopes ask for
 * @param room what rights depend on
 * @param mark what tells one write from another
 */
@SyncedTable
public record Item(@Id String uid, String folder, int rank, int room, int mark) {

}
