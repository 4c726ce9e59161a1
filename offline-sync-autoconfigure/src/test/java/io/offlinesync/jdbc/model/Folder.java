package io.offlinesync.jdbc.model;

import java.util.UUID;

import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * A folder; it goes with the folder it is in.
 *
 * @param uid the id
 * @param parentUid the folder it is in
 * @param name its name
 * @param rank its place
 */
@SyncedTable
public record Folder(@Id UUID uid, @Nullable UUID parentUid, String name, @Nullable Integer rank) {

}
