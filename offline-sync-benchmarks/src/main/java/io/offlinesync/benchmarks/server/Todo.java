package io.offlinesync.benchmarks.server;

import java.util.UUID;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;

/**
 * A to-do, of about 170 bytes of JSON.
 *
 * @param uid the id
 * @param listUid the list it is on
 * @param title what to do
 * @param done whether it is done
 * @param priority how urgent it is
 * @param position where it stands
 */
@SyncedTable
public record Todo(@Id UUID uid, UUID listUid, String title, boolean done, int priority, int position) {

}
