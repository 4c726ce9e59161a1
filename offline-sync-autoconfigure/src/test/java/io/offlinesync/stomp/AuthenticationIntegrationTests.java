package io.offlinesync.stomp;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import io.offlinesync.AuthenticatedUser;
import io.offlinesync.SyncAuthenticator;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.test.StompFrame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whom an authenticator names, and what becomes of those it cannot name.
 */
class AuthenticationIntegrationTests {

	private static final Map<String, RuntimeException> FAILURES = Map.ofEntries(
			Map.entry("database", new DataAccessResourceFailureException("SECRET")),
			Map.entry("query", new QueryTimeoutException("SECRET")),
			Map.entry("transaction", new CannotCreateTransactionException("SECRET")),
			Map.entry("service", new InternalAuthenticationServiceException("SECRET")),
			Map.entry("io", new UncheckedIOException(new IOException("SECRET"))),
			Map.entry("refused", new IllegalStateException(new IOException(new ConnectException("SECRET")))),
			Map.entry("unknown-host", new IllegalStateException(new UnknownHostException("SECRET"))),
			Map.entry("timeout", new IllegalStateException(new SocketTimeoutException("SECRET"))),
			Map.entry("http-timeout", new IllegalStateException(new HttpTimeoutException("SECRET"))),
			Map.entry("own", new SyncException(SyncErrorCode.UNAVAILABLE, "Later")),
			Map.entry("credentials", new BadCredentialsException("SECRET")),
			Map.entry("bug", new IllegalStateException("SECRET")),
			Map.entry("parser", new IllegalArgumentException(new EOFException("SECRET"))),
			Map.entry("constraint", new DataIntegrityViolationException("SECRET")));

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@SuppressWarnings("NullAway.Init")
	private static TestServer open;

	@BeforeAll
	static void start() {
		server = TestServer.start(Tokens.class, "offline-sync.security.allow-anonymous=false");
		open = TestServer.start(Tokens.class, "offline-sync.security.allow-anonymous=true");
	}

	@AfterAll
	static void stop() {
		server.close();
		open.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "database", "query", "transaction", "service", "io", "refused", "unknown-host", "timeout",
			"http-timeout", "own" })
	void whatCannotBeFoundOutNowMeansTryAgain(String failure) {
		for (TestServer each : List.of(server, open)) {
			try (StompTestClient client = each.open()) {
				client.sendConnect("fail", failure);
				StompFrame error = client.next();
				assertThat(error.command()).isEqualTo("ERROR");
				assertThat(error.errorCode()).isEqualTo("unavailable");
				assertThat(error.error().get("retryable").booleanValue()).isTrue();
				assertThat(error.body()).doesNotContain("SECRET");
				assertThat(client.closeCode()).isEqualTo(1013);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "credentials", "bug", "parser", "constraint" })
	void whatIsWrongMeansSignIn(String failure) {
		for (TestServer each : List.of(server, open)) {
			try (StompTestClient client = each.open()) {
				client.sendConnect("fail", failure);
				StompFrame error = client.next();
				assertThat(error.errorCode()).isEqualTo("forbidden");
				assertThat(error.body()).doesNotContain("SECRET");
				assertThat(client.closeCode()).isEqualTo(4401);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "anonymous", "unauthenticated" })
	void thoseWhoHaveNotSignedInAreNobody(String user) {
		try (StompTestClient client = open.connect("user", user)) {
			assertThat(pushedBy(client)).isNull();
			client.follow("s");
			assertThat(open.feed().next().request.user()).isNull();
		}
		try (StompTestClient client = server.open()) {
			client.sendConnect("user", user);
			assertThat(client.next().errorMessage()).startsWith("Nobody has signed in");
			assertThat(client.closeCode()).isEqualTo(4401);
		}
	}

	@Test
	void nobodyWhomAnInterceptorNamesIsNobodyToo() {
		try (StompTestClient client = open.connect("user", "ann")) {
			client.send("/app/sync/push", "{\"transactions\":[]}", "nobody", "true");
			client.next().result();
			assertThat(open.service().pushes.get(open.service().pushes.size() - 1).user()).isNull();
			client.follow("s", "nobody", "true");
			assertThat(open.feed().next().request.user()).isNull();
		}
	}

	@Test
	void thoseWhoHaveSignedInAreSomebody() {
		try (StompTestClient client = open.connect("user", "ann")) {
			assertThat(pushedBy(client)).extracting(Principal::getName).isEqualTo("ann");
			client.follow("s");
			assertThat(open.feed().next().request.user()).extracting(Principal::getName).isEqualTo("ann");
		}
	}

	private static @Nullable Principal pushedBy(StompTestClient client) {
		client.ask("push", "{\"transactions\":[]}").result();
		return open.service().pushes.get(open.service().pushes.size() - 1).user();
	}

	@Configuration(proxyBeanMethods = false)
	static class Tokens implements WebSocketMessageBrokerConfigurer {

		@Bean
		SyncAuthenticator authenticator() {
			return (headers) -> {
				RuntimeException failure = FAILURES.get(headers.getOrDefault("fail", ""));
				if (failure != null) {
					throw failure;
				}
				return new AuthenticatedUser(switch (headers.getOrDefault("user", "")) {
					case "anonymous" -> nobody();
					case "unauthenticated" -> UsernamePasswordAuthenticationToken.unauthenticated("ann", "secret");
					default -> UsernamePasswordAuthenticationToken.authenticated("ann", null, List.of());
				});
			};
		}

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(new ChannelInterceptor() {
				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					StompHeaderAccessor headers = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
					if (headers != null && headers.getFirstNativeHeader("nobody") != null) {
						headers.setUser(nobody());
					}
					return message;
				}
			});
		}

		private static Principal nobody() {
			return new AnonymousAuthenticationToken("key", "anonymousUser",
					List.of(new SimpleGrantedAuthority("ROLE_ANONYMOUS")));
		}

	}

}
