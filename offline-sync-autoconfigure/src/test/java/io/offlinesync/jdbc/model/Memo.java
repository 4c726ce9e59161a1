package io.offlinesync.jdbc.model;

import java.util.UUID;

import io.offlinesync.ConflictStrategy;
import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * A memo whose fields are merged. That its folder exists is checked at the end of the
 * transaction.
 *
 * @param id the id
 * @param folderUid the folder it is in
 * @param title its title
 * @param bodyText its text
 * @param color its color
 */
@SyncedTable(conflict = ConflictStrategy.MERGE_FIELDS)
public record Memo(@Id String id, @Nullable UUID folderUid, @Nullable String title, @Nullable String bodyText,
		@Nullable String color) {

}
