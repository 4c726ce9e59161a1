package io.offlinesync.jdbc.model;

import java.math.BigDecimal;
import java.util.UUID;

import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * An item; it goes with its folder, and forgets another one.
 *
 * @param uid the id
 * @param folderUid the folder it is in
 * @param alsoUid another folder
 * @param title its title
 * @param amount how many
 * @param price what each is
 * @param done whether it is done
 */
@SyncedTable
public record Item(@Id UUID uid, @Nullable UUID folderUid, @Nullable UUID alsoUid, String title,
		@Nullable Integer amount, @Nullable BigDecimal price, boolean done) {

}
