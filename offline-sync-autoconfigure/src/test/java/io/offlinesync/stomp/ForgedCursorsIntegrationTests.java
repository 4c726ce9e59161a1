package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;

import io.offlinesync.SyncRights;
import io.offlinesync.stomp.rights.Memberships;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import io.offlinesync.testsupport.stream.StreamScope;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cursors are not signed. What a client makes of them is its own loss, and no gain.
 */
class ForgedCursorsIntegrationTests extends RightsTests {

	private static final long FUTURE = Long.MAX_VALUE / 2;

	private String cursor(String user) {
		StreamModel model = new StreamModel(Progress.byTime(), StreamScope.of("page", "{}"));
		try (StreamClient stream = StreamClient.over(connect(user), model, "client-individual")) {
			stream.untilComplete();
		}
		return Objects.requireNonNull(model.cursor());
	}

	private static String[] position(String cursor) {
		return new String(Base64.getUrlDecoder().decode(cursor.substring(0, cursor.indexOf('.'))),
				StandardCharsets.US_ASCII)
			.split(";", -1);
	}

	private static String scopes(String cursor) {
		return cursor.substring(cursor.indexOf('.') + 1);
	}

	private static String forge(String[] position, String scopes) {
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(String.join(";", position).getBytes(StandardCharsets.US_ASCII)) + '.' + scopes;
	}

	private static void follow(StompTestClient client, String cursor) {
		client.frame("SUBSCRIBE", "id", "s", "destination", "/app/sync/changes", "ack", "client-individual", "scopes",
				"[{\"table\":\"page\",\"where\":{}}]", "cursor", cursor);
	}

	@Test
	void whoClaimsToKnowTheFutureIsToldOfARevocationAllTheSame() {
		join(this.anns, "eve");
		application.getBean(SyncRights.class).changed("eve");
		jdbc.update("insert into page select gen_random_uuid(), ?, 'Page' from generate_series(1, 1500)", this.anns);
		String cursor = cursor("eve");
		String[] position = position(cursor);
		position[2] = position[1] + "@0@0";
		position[1] = FUTURE + ":" + FUTURE + ":";
		StreamModel model = new StreamModel(Progress.byTime(), StreamScope.of("page", "{}"));
		follow(this.eve, forge(position, scopes(cursor) + "~"));
		Frame first = this.eve.next();
		application.getBean(Memberships.class).end(this.anns, "eve");
		jdbc.update("update page set text = 'secret' where folder = ?", this.anns);
		UUID last = UUID.randomUUID();
		insert(last, this.eves, "last");
		Frame page = first;
		while (!page.body().contains(last.toString())) {
			this.eve.ack(page);
			page = this.eve.next();

			assertThat(page.body()).doesNotContain("secret");
		}
	}

}
