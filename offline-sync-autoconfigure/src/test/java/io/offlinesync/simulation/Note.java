package io.offlinesync.simulation;

import io.offlinesync.ConflictStrategy;
import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * A note, whose fields are merged.
 *
 * @param uid the id
 * @param color a field that only some change
 * @param room what rights depend on
 * @param mark what tells one write from another
 */
@SyncedTable(conflict = ConflictStrategy.MERGE_FIELDS)
public record Note(@Id String uid, int color, int room, int mark) {

}
