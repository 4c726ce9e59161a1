package io.offlinesync.proof.node;

import java.util.UUID;

import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * A board of cards. Its cover is one of them, so that each may need the other first.
 *
 * @param uid the id
 * @param name its name
 * @param rank where it stands
 * @param cover the card on its cover, if it has one
 */
@SyncedTable
public record Board(@Id UUID uid, String name, int rank, @Nullable UUID cover) {
}
