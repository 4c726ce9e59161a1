package io.offlinesync.existing.domain;

import java.util.UUID;

import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * A task.
 *
 * @param uid the id, given by the database where it is absent
 * @param projectUid the project it belongs to
 * @param title what to do
 * @param done whether it is done
 */
@SyncedTable
public record Task(@Id @Nullable UUID uid, @Nullable UUID projectUid, String title, boolean done) {

	public Task(@Nullable UUID uid, String title) {
		this(uid, null, title, false);
	}

}
