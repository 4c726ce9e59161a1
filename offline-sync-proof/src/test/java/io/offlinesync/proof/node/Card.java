package io.offlinesync.proof.node;

import java.util.UUID;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * A card, which goes with its board.
 *
 * @param uid the id
 * @param board the board's id
 * @param title what it says
 * @param points how much it is worth
 * @param done whether it is done
 */
@SyncedTable
public record Card(@Id UUID uid, UUID board, String title, int points, boolean done) {
}
