package io.offlinesync.jdbc.domain;

import java.util.UUID;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * A list of to-dos.
 *
 * @param uid the id
 * @param name the name
 */
@SyncedTable
public record TodoList(@Id UUID uid, String name) {

}
