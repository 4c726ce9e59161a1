package io.offlinesync.proof.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.offlinesync.proof.history.RowKey;
import io.offlinesync.test.SeenSnapshot;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamScope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client held at a complete page.
 *
 * @param client the client
 * @param user whose client it is
 * @param scopes the scopes it followed
 * @param seen the snapshot that it should equal
 * @param at when it was told so; after a crash of the database, other transactions may
 * have ids that were seen before
 * @param records the records
 * @param before what the pages since the last one that was complete have brought
 */
public record CompleteState(String client, String user, List<StreamScope> scopes, SeenSnapshot seen, Instant at,
		Map<RowKey, Held> records, List<StreamChange> before) {

	/**
	 * A record.
	 *
	 * @param value its value
	 * @param metadata its stamps
	 */
	public record Held(JsonNode value, @Nullable JsonNode metadata) {

	}

}
