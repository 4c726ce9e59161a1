package io.offlinesync.stomp.rights;

import java.util.UUID;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * That somebody is a member of a folder.
 *
 * @param uid the id
 * @param folder the folder's id
 * @param person the user's name
 */
@SyncedTable
public record Member(@Id UUID uid, UUID folder, String person) {
}
