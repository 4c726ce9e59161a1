package io.offlinesync.stomp.rights;

import java.util.UUID;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * That somebody can open a door.
 *
 * @param uid the id
 * @param door the door's name
 * @param holder the user's name
 */
@SyncedTable
public record Key(@Id UUID uid, String door, String holder) {
}
