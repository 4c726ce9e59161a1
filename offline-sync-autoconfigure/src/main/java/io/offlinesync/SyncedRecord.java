package io.offlinesync;

import org.jspecify.annotations.Nullable;

/**
 * A record of a synced table: its value and its metadata.
 *
 * @param <T> the entity's type
 * @param uid the id's canonical text
 * @param value the entity, or {@literal null} when the record is deleted or was never
 * there
 * @param metadata the record's stamps, {@link RecordMetadata#NONE} if it has none
 */
public record SyncedRecord<T>(String uid, @Nullable T value, RecordMetadata metadata) {

}
