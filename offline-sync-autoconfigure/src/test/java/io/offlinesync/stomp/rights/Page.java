package io.offlinesync.stomp.rights;

import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.offlinesync.SyncedTable;
import jakarta.validation.constraints.Size;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Column;

/**
 * A page in a folder.
 *
 * @param uid the id
 * @param folder the folder's id
 * @param words what is on it
 */
@SyncedTable
public record Page(@Id UUID uid, UUID folder, @JsonProperty("text") @Size(max = 20) @Column("text") String words) {
}
