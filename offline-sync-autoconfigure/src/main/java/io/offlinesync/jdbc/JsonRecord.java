package io.offlinesync.jdbc;

import io.offlinesync.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A record, encoded once for everyone who is sent it.
 *
 * @param uid the id's canonical text
 * @param json the entity's JSON text, its id included, or {@literal null} when the record
 * is deleted, was never there, or may not be read
 * @param metadata the record's stamps
 */
public record JsonRecord(String uid, @Nullable String json, RecordMetadata metadata) {

}
