package io.offlinesync.stomp;

import java.util.Map;

import io.offlinesync.SyncRights;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamChange.Kind;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestException;
import io.offlinesync.test.SyncTestStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.offlinesync.test.StreamScope.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the client for tests tells of rights.
 */
class SyncTestClientRightsIntegrationTests extends RightsTests {

	private static SyncTestClient connectAs(String token) {
		return SyncTestClient.connect("http://localhost:" + port(application),
				(options) -> options.connectHeader("token", token));
	}

	@ParameterizedTest
	@ValueSource(strings = { "wrong", "eve/0" })
	void aConnectThatIsRefusedIsAnException(String token) {
		assertThatExceptionOfType(SyncTestException.class).isThrownBy(() -> connectAs(token))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo("forbidden"));
	}

	@Test
	void aSessionThatEndsSaysWhyAndSoDoItsStreams() {
		try (SyncTestClient client = connectAs("eve/1500")) {
			SyncTestStream stream = client.follow(scope("page")).awaitComplete();
			assertThat(client.awaitDisconnected().code()).isEqualTo("forbidden");
			assertThat(stream.awaitError().code()).isEqualTo("forbidden");
			assertThatExceptionOfType(SyncTestException.class).isThrownBy(client::hello)
				.satisfies((ended) -> assertThat(ended.code()).isEqualTo("forbidden"));
		}
	}

	@Test
	void whatIsNotReadableAnyMoreLeaves() {
		join(this.anns, "eve");
		try (SyncTestClient client = connectAs("eve")) {
			SyncTestStream stream = client.follow(scope("page")).awaitComplete();
			assertThat(stream.records("page")).containsOnlyKeys(this.page.toString(), this.own.toString());
			stream.takeChanges();
			jdbc.update("delete from member where folder = ? and person = 'eve'", this.anns);
			application.getBean(SyncRights.class).changed("eve");
			stream.awaitGone("page", this.page);
			assertThat(stream.takeChanges()).extracting(StreamChange::kind).doesNotContain(Kind.DELETED);
			assertThatExceptionOfType(SyncTestException.class)
				.isThrownBy(() -> client.update("page", this.page, Map.of("text", "stolen")))
				.satisfies((refused) -> assertThat(refused.code()).isEqualTo("forbidden"));
		}
	}

}
