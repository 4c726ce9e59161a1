package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.offlinesync.AuthenticatedUser;
import io.offlinesync.SyncAuthenticator;
import io.offlinesync.SyncSessions;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.BadCredentialsException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens on connections that are somebody's already: Ann's, by the handshake.
 */
class OtherTokensIntegrationTests {

	private static final String BASIC = "Basic "
			+ Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));

	private static final String CREATE = "{\"uid\":\"1\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"}";

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Tokens.class, TestServer.WITH_SECURITY, "spring.security.user.name=ann",
				"spring.security.user.password=secret");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void issue() {
		Tokens.valid.putAll(Map.of("of-ann", "ann", "of-eve", "eve"));
	}

	private static StompTestClient open() {
		return server.open("Authorization", BASIC);
	}

	private static @Nullable String user(StompTestClient client) {
		client.ask("todo/create", CREATE).result();
		return server.service().principal;
	}

	private static void assertRefused(String... headers) {
		try (StompTestClient client = open()) {
			client.sendConnect(headers);
			assertSignInNeeded(client);
		}
	}

	private static void assertSignInNeeded(StompTestClient client) {
		StompFrame error = client.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.errorCode()).isEqualTo("forbidden");
		assertThat(client.closeCode()).isEqualTo(4401);
	}

	@Test
	void theConnectFrameSaysWhoseSessionItIs() {
		try (StompTestClient client = open().connect("token", "of-eve")) {
			assertThat(user(client)).isEqualTo("eve");
		}
		try (StompTestClient client = open().connect()) {
			assertThat(user(client)).isEqualTo("ann");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "of-nobody", "", "expired", "OF-EVE", "of-eve ", "of-eve\\nlogin:ann", "null" })
	void aTokenThatIsNotAcceptedIsNotMadeUpForByTheHandshake(String token) {
		assertRefused("token", token);
	}

	@Test
	void theFirstTokenCounts() {
		try (StompTestClient client = open().connect("token", "of-eve", "token", "of-ann")) {
			assertThat(user(client)).isEqualTo("eve");
		}
		assertRefused("token", "of-nobody", "token", "of-ann");
	}

	@Test
	void aTokenOfAnyOtherFrameChangesNothing() {
		try (StompTestClient client = open().connect("token", "of-eve")) {
			client.send("/app/sync/todo/create", CREATE, "token", "of-ann");
			client.next().result();
			assertThat(server.service().principal).isEqualTo("eve");
			client.follow("s", "token", "of-ann");
			assertThat(User.nameOf(server.feed().next().request.user())).isEqualTo("eve");
			client.sendConnect("token", "of-ann");
			assertThat(client.next().errorCode()).isEqualTo("invalid-request");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void aTokenOfAUserWhoSignedOutIsOfNoUse() {
		try (StompTestClient eve = open().connect("token", "of-eve"); StompTestClient ann = open().connect()) {
			Tokens.valid.remove("of-eve");
			assertThat(server.context().getBean(SyncSessions.class).end("eve")).isOne();
			assertSignInNeeded(eve);
			assertRefused("token", "of-eve");
			assertThat(user(ann)).isEqualTo("ann");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Tokens {

		private static final Map<String, String> valid = new ConcurrentHashMap<>();

		@Bean
		SyncAuthenticator authenticator() {
			return (headers) -> {
				String token = headers.get("token");
				if (token == null) {
					return null;
				}
				if (token.equals("expired")) {
					return new AuthenticatedUser(new User("eve"), Instant.now().minusMillis(1));
				}
				String user = valid.get(token);
				if (user == null) {
					throw new BadCredentialsException("No such token");
				}
				return new AuthenticatedUser(new User(user));
			};
		}

	}

}
