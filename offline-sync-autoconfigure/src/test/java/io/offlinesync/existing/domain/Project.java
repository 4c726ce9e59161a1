package io.offlinesync.existing.domain;

import java.util.UUID;

import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * A project.
 *
 * @param uid the id, given by the database where it is absent
 * @param name the name
 */
@SyncedTable
public record Project(@Id @Nullable UUID uid, String name) {

}
