package io.offlinesync.proof;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

import io.offlinesync.proof.history.Commit.Row;
import org.jspecify.annotations.Nullable;

/**
 * The stamps of a record as the database has them.
 *
 * @param created when it was created, or {@literal null}
 * @param updated when it was updated, or {@literal null}
 * @param deleted when it was deleted, or {@literal null}
 */
record Stamps(@Nullable Instant created, @Nullable Instant updated, @Nullable Instant deleted) {

	private static final DateTimeFormatter TEXT = new DateTimeFormatterBuilder()
		.append(DateTimeFormatter.ISO_LOCAL_DATE)
		.appendLiteral(' ')
		.append(DateTimeFormatter.ISO_LOCAL_TIME)
		.appendPattern("[xxx][x]")
		.toFormatter();

	static final Stamps NONE = new Stamps(null, null, null);

	static Stamps of(@Nullable Row metadata) {
		return (metadata == null) ? NONE : new Stamps(instant(metadata.get("created_at")),
				instant(metadata.get("updated_at")), instant(metadata.get("deleted_at")));
	}

	private static @Nullable Instant instant(@Nullable String text) {
		return (text != null) ? OffsetDateTime.parse(text, TEXT).toInstant() : null;
	}

	@Nullable Instant time() {
		return (this.deleted != null) ? this.deleted : (this.updated != null) ? this.updated : this.created;
	}

}
