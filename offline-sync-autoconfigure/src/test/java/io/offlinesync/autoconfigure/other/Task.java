package io.offlinesync.autoconfigure.other;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A task of another kind.
 *
 * @param id the id
 * @param title what to do
 */
@SyncedTable
@Table("other_task")
public record Task(@Id String id, String title) {

}
