package io.offlinesync.stomp.fields;

import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.offlinesync.SyncedTable;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;

/**
 * Somebody whom a tenant knows.
 *
 * @param uid the id
 * @param tenant whose it is
 * @param name a name
 * @param email an address, which nobody may search
 * @param serial what the database counts
 */
@SyncedTable(filterable = { "fullName" })
public record Contact(@Id UUID uid, @JsonIgnore @Nullable String tenant,
		@NotBlank @JsonProperty("fullName") String name, @Nullable String email,
		@ReadOnlyProperty @Nullable Integer serial) {
}
