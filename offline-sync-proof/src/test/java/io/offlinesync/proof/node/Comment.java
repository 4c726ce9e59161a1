package io.offlinesync.proof.node;

import java.util.UUID;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * A comment, which goes with its card.
 *
 * @param uid the id
 * @param card the card's id
 * @param board the board whose members read it
 * @param text what it says
 */
@SyncedTable
public record Comment(@Id UUID uid, UUID card, UUID board, String text) {
}
