package io.offlinesync.stomp.rights;

import java.util.UUID;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * A folder of pages, which its members read and write.
 *
 * @param uid the id
 * @param owner who made it
 * @param name its name
 */
@SyncedTable
public record Folder(@Id UUID uid, String owner, String name) {
}
