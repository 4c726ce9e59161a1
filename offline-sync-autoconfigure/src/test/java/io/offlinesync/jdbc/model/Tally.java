package io.offlinesync.jdbc.model;

import java.util.UUID;

import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * A tally, about which a resolver decides. A folder with tallies cannot be deleted.
 *
 * @param id the id
 * @param folderUid the folder it is in
 * @param score the score
 * @param label its label
 */
@SyncedTable
public record Tally(@Id long id, @Nullable UUID folderUid, int score, @Nullable String label) {

}
