package io.offlinesync.sample;

import java.util.UUID;

import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A list of to-dos that several people share.
 *
 * @param uid the id, chosen by whoever creates the list, offline too
 * @param name the name
 * @param color the color as in CSS, for example {@code #2f6f4f}
 * @param createdBy who made it
 * @param changedBy who has written it last, if they said so
 */
@SyncedTable
@Table("todo_list")
public record TodoList(@Id UUID uid, String name, String color, String createdBy, @Nullable String changedBy) {
}
