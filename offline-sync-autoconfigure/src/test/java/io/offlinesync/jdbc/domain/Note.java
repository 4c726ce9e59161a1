package io.offlinesync.jdbc.domain;

import io.offlinesync.ConflictStrategy;
import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * A note whose fields are merged.
 *
 * @param id the id
 * @param title the title
 * @param body the text
 * @param color the color
 */
@SyncedTable(conflict = ConflictStrategy.MERGE_FIELDS)
public record Note(@Id String id, @Nullable String title, @Nullable String body, @Nullable String color) {

}
