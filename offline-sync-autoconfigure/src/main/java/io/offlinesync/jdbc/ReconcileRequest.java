package io.offlinesync.jdbc;

import java.util.Map;

import io.offlinesync.RecordMetadata;
import io.offlinesync.Where;
import org.jspecify.annotations.Nullable;

/**
 * What a client holds of a scope.
 *
 * @param table the table's name
 * @param where the scope's condition
 * @param metadata the stamps of what the client holds, by uid, in any precision
 * @param after the range's lower end, exclusive, or {@literal null}
 * @param upTo the range's upper end, inclusive, or {@literal null}
 * @param maxAnswer how many bytes of JSON the records of the answer may have
 */
public record ReconcileRequest(String table, Where where, Map<String, RecordMetadata> metadata, @Nullable String after,
		@Nullable String upTo, long maxAnswer) {

}
