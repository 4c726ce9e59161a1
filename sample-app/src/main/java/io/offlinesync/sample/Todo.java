package io.offlinesync.sample;

import java.time.Instant;
import java.util.UUID;

import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * Something to do. It is deleted with its list, by the database.
 *
 * @param uid the id, chosen by whoever creates the to-do, offline too
 * @param listUid the list it belongs to
 * @param title what to do
 * @param notes whatever else there is to say
 * @param done whether it is done
 * @param priority from 0, none, to 3, urgent
 * @param dueAt until when
 * @param position where it stands in its list, in steps of 1000
 * @param assignee who does it
 * @param changedBy who has written it last, if they said so
 */
@SyncedTable
@Table("todo")
public record Todo(@Id UUID uid, UUID listUid, String title, @Nullable String notes, boolean done, int priority,
		@Nullable Instant dueAt, int position, @Nullable String assignee, @Nullable String changedBy) {
}
