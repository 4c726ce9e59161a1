package io.offlinesync.stomp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;

import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.User;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.socket.EnableWebSocketSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.messaging.access.intercept.MessageMatcherDelegatingAuthorizationManager;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SecurityIntegrationTests {

	private static final String BASIC = "Basic "
			+ Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));

	private static final String[] SECURED = { TestServer.WITH_SECURITY, "spring.security.user.name=ann",
			"spring.security.user.password=secret" };

	@Nested
	class WithoutRulesForMessages {

		@Test
		void onlyUsersConnectAndAreKnownByName() {
			try (TestServer server = TestServer.start(SECURED)) {
				assertThatIllegalStateException().isThrownBy(server::open)
					.withMessageContaining("WebSocketHandshakeException");
				try (StompTestClient client = server.open("Authorization", BASIC).connect()) {
					create(client);
					assertThat(server.service().principal).isEqualTo("ann");
					client.ask("push", "{\"transactions\":[]}");
					assertThat(User.nameOf(server.service().pushes.get(0).user())).isEqualTo("ann");
				}
			}
		}

	}

	@Nested
	class WithRulesForMessages {

		@SuppressWarnings("NullAway.Init")
		private static TestServer server;

		@BeforeAll
		static void start() {
			server = TestServer.start(Rules.class, SECURED);
		}

		@AfterAll
		static void stop() {
			server.close();
		}

		@Test
		void connectNeedsACsrfToken() throws Exception {
			try (StompTestClient client = server.open("Authorization", BASIC)) {
				client.sendConnect();
				assertThatSignInNeeded(client);
			}
			try (StompTestClient client = server.open("Authorization", BASIC)) {
				client.sendConnect("X-CSRF-TOKEN", "nonsense");
				assertThatSignInNeeded(client);
			}
			connect().close();
		}

		@Test
		void nothingOfASessionIsDoneWhoseConnectWasRefused() {
			int calls = server.service().calls.get();
			try (StompTestClient client = server.open("Authorization", BASIC)) {
				client.raw("CONNECT\naccept-version:1.2\n\n\0SUBSCRIBE\nid:1\ndestination:/app/sync/replies\n\n\0"
						+ "SEND\ndestination:/app/sync/todo/find-unique\n\n{\"where\":{}}\0");
				assertThatSignInNeeded(client);
			}
			assertThat(server.service().calls).hasValue(calls);
		}

		@Test
		void aRefusedRequestIsAnsweredAndTheSessionGoesOn() throws Exception {
			int calls = server.service().calls.get();
			try (StompTestClient client = connect()) {
				client.send("/app/sync/secret/find-unique", "{\"where\":{}}", "correlation-id", "1", "receipt", "r");
				StompFrame reply = client.next();
				assertThat(reply.errorCode()).isEqualTo("forbidden");
				assertThat(reply.header("correlation-id")).isEqualTo("1");
				assertThat(client.next().header("receipt-id")).isEqualTo("r");
				assertThat(client.ask("/secret/find-unique", "{\"where\":{}}").errorCode())
					.isEqualTo("invalid-request");
				assertThat(server.service().calls).hasValue(calls);
				create(client);
				assertThat(server.service().principal).isEqualTo("ann");
			}
		}

		@Test
		void aRefusedSubscriptionEndsTheSession() throws Exception {
			try (StompTestClient client = connect()) {
				client.frame("SUBSCRIBE", "id", "x", "destination", "/app/sync/hidden", "receipt", "r");
				StompFrame error = client.next();
				assertThat(error.command()).isEqualTo("ERROR");
				assertThat(error.errorCode()).isEqualTo("forbidden");
				assertThat(error.header("receipt-id")).isEqualTo("r");
				assertThat(client.closeCode()).isEqualTo(1002);
			}
		}

		@Test
		void requestsAreWorkedOnAsTheUser() throws Exception {
			AtomicReference<@Nullable String> name = new AtomicReference<>();
			server.service().onRead = () -> name
				.set(String.valueOf(SecurityContextHolder.getContext().getAuthentication()));
			try (StompTestClient client = connect()) {
				client.ask("todo/find-unique", "{\"where\":{}}");
			}
			assertThat(name.get()).contains("ann");
		}

		@Test
		void theEndOfTheHttpSessionEndsTheConnection() throws Exception {
			HttpResponse<String> csrf = get("/csrf");
			try (StompTestClient client = connect(csrf)) {
				get("/end", "Cookie", cookie(csrf));
				assertThat(client.closeCode()).isEqualTo(1008);
			}
		}

		private static StompTestClient connect() throws IOException, InterruptedException {
			return connect(get("/csrf"));
		}

		private static StompTestClient connect(HttpResponse<String> csrf) {
			return server.open("Authorization", BASIC, "Cookie", cookie(csrf)).connect("X-CSRF-TOKEN", csrf.body());
		}

		private static String cookie(HttpResponse<String> response) {
			return response.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
		}

		private static HttpResponse<String> get(String path, String... headers)
				throws IOException, InterruptedException {
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
				.header("Authorization", BASIC);
			for (int i = 0; i < headers.length; i += 2) {
				request.header(headers[i], headers[i + 1]);
			}
			return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
		}

	}

	private static void create(StompTestClient client) {
		client.ask("todo/create", "{\"uid\":\"1\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"}").result();
	}

	private static void assertThatSignInNeeded(StompTestClient client) {
		StompFrame error = client.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.errorCode()).isEqualTo("forbidden");
		assertThat(client.closeCode()).isEqualTo(4401);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketSecurity
	@RestController
	static class Rules {

		@Bean
		AuthorizationManager<Message<?>> messageAuthorizationManager(
				MessageMatcherDelegatingAuthorizationManager.Builder messages) {
			return messages.simpDestMatchers("/app/sync/secret/**")
				.denyAll()
				.simpSubscribeDestMatchers("/app/sync/hidden")
				.denyAll()
				.anyMessage()
				.authenticated()
				.build();
		}

		@GetMapping("/csrf")
		String csrf(CsrfToken token, HttpServletRequest request) {
			request.getSession();
			return token.getToken();
		}

		@GetMapping("/end")
		void end(HttpServletRequest request) {
			request.getSession().invalidate();
		}

	}

}
