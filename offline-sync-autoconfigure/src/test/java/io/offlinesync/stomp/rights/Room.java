package io.offlinesync.stomp.rights;

import java.util.UUID;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * A room behind a door.
 *
 * @param uid the id
 * @param door the door's name
 * @param content what is in there, of which there is only one
 */
@SyncedTable
public record Room(@Id UUID uid, String door, String content) {
}
