package io.offlinesync.jdbc.domain;

import java.time.Instant;
import java.util.UUID;

import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * A to-do.
 *
 * @param uid the id
 * @param listUid the list it is on
 * @param title what to do
 * @param done whether it is done
 * @param priority how urgent it is
 * @param dueAt when it is due
 */
@SyncedTable
public record Todo(@Id UUID uid, @Nullable UUID listUid, String title, boolean done, @Nullable Integer priority,
		@Nullable Instant dueAt) {

	public Todo(UUID uid, @Nullable UUID listUid, String title) {
		this(uid, listUid, title, false, null, null);
	}

}
