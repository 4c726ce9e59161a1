package io.offlinesync.jdbc;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some of the records for which a condition holds, ordered by id.
 *
 * @param records the records
 * @param next the uid after which to go on, or {@literal null} if these were the last
 */
public record RecordPage(List<JsonRecord> records, @Nullable String next) {

	public RecordPage {
		records = List.copyOf(records);
	}

}
