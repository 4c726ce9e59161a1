package io.offlinesync.stomp.rights;

import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;

/**
 * An invoice of a tenant, of whom clients know nothing.
 *
 * @param uid the id
 * @param tenant whose it is
 * @param title what it is for
 */
@SyncedTable
public record Invoice(@Id UUID uid, @JsonIgnore @Nullable String tenant, String title) {
}
