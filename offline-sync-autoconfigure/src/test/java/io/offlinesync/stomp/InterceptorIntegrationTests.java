package io.offlinesync.stomp;

import java.security.Principal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.User;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

class InterceptorIntegrationTests {

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@SuppressWarnings("NullAway.Init")
	private StompTestClient client;

	@BeforeAll
	static void start() {
		server = TestServer.start(TokenMessaging.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void open() {
		this.client = server.open();
	}

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void aTokenMakesTheUser() {
		this.client.connect("token", "bob");
		this.client.ask("todo/create", "{\"uid\":\"1\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"}");
		assertThat(server.service().principal).isEqualTo("bob");
	}

	@Test
	void usersAreNotMixedUp() {
		try (StompTestClient other = server.open().connect("token", "eve")) {
			this.client.connect("token", "bob");
			this.client.ask("push", "{\"transactions\":[]}");
			assertThat(server.service().principal).isEqualTo("bob");
			other.ask("push", "{\"transactions\":[]}");
			assertThat(server.service().principal).isEqualTo("eve");
			this.client.ask("push", "{\"transactions\":[]}");
			assertThat(server.service().principal).isEqualTo("bob");
		}
	}

	@Test
	void aRefusedTokenMeansSignIn() {
		this.client.sendConnect("token", "bad");
		assertThatEnded("forbidden", 4401);
	}

	@Test
	void aDroppedConnectMeansSignIn() {
		this.client.sendConnect("token", "drop");
		assertThatEnded("forbidden", 4401);
	}

	@Test
	void aTokenThatCannotBeCheckedNowMeansTryAgain() {
		this.client.sendConnect("token", "database");
		assertThatEnded("unavailable", 1013);
	}

	@Test
	void anInterceptorChoosesItsWords() {
		this.client.sendConnect("token", "words");
		assertThat(assertThatEnded("expired", 1002).errorMessage()).isEqualTo("In these words");
	}

	@Test
	void requestsThatInterceptorsDropAreAnswered() {
		this.client.connect("token", "bob");
		for (String drop : List.of("send", "handle", "fail-send", "fail-handle")) {
			this.client.send("/app/sync/hello", "{}", "drop", drop, "receipt", "r");
			StompFrame reply = this.client.next();
			assertThat(reply.errorCode()).as(drop).isEqualTo("forbidden");
			assertThat(reply.body()).doesNotContain("SECRET");
			assertThat(this.client.next().header("receipt-id")).isEqualTo("r");
		}
		assertThat(this.client.ask("hello", "{}").result()).isNotNull();
	}

	@Test
	void aRequestIsAnsweredOnceWhateverInterceptorsDo() {
		this.client.connect("token", "bob");
		// The answer comes from the thread that works, and a failure from the one that
		// receives.
		for (int i = 0; i < 500; i++) {
			String receipt = "r" + i;
			this.client.send("/app/sync/hello", "{}", "drop", "fail-post", "receipt", receipt);
			assertThat(this.client.next().command()).isEqualTo("MESSAGE");
			assertThat(this.client.next().header("receipt-id")).isEqualTo(receipt);
		}
		assertThat(this.client.poll(50)).isNull();
	}

	@Test
	void aUserForOneFrameIsNotTheSessions() {
		this.client.connect("token", "bob");
		this.client.send("/app/sync/push", "{\"transactions\":[]}", "as", "carol");
		this.client.next();
		assertThat(server.service().principal).isEqualTo("carol");
		this.client.ask("push", "{\"transactions\":[]}");
		assertThat(server.service().principal).isEqualTo("bob");
	}

	@Test
	void aStreamIsTheUsers() {
		this.client.connect("token", "bob");
		this.client.follow("a");
		assertThat(User.nameOf(server.feed().next().request.user())).isEqualTo("bob");
		this.client.follow("b", "as", "carol");
		assertThat(User.nameOf(server.feed().next().request.user())).isEqualTo("carol");
	}

	@ParameterizedTest
	@ValueSource(strings = { "send", "fail-send", "fail-handle" })
	void aStreamThatInterceptorsRefuseIsNotOpened(String drop) {
		this.client.connect("token", "bob");
		this.client.follow("s", "drop", drop);
		assertThat(server.feed().opened).isEmpty();
		assertThatEnded("forbidden", 1002);
	}

	@Test
	void aStreamThatAnInterceptorRegretsIsClosed() {
		this.client.connect("token", "bob");
		this.client.follow("s", "drop", "fail-post");
		assertThatEnded("forbidden", 1002);
		assertThat(server.feed().next().closes).hasValue(1);
	}

	@Test
	void hearsOfNothingAfterAFrameThatEndedTheSession() {
		this.client.connect("token", "dora");
		this.client.raw("SUBSCRIBE\nid:1\ndestination:/nowhere\n\n\0SEND\ndestination:/app/sync/hello\n\n{}\0");
		assertThatEnded("invalid-request", 1002);
		Awaitility.await().until(() -> TokenMessaging.seen.contains("DISCONNECT dora"));
		assertThat(TokenMessaging.seen).doesNotContain("SEND dora");
	}

	@Test
	void hearsOfTheEndOfASession() {
		this.client.connect("token", "carl");
		this.client.ask("hello", "{}");
		this.client.abort();
		Awaitility.await()
			.untilAsserted(() -> assertThat(TokenMessaging.seen).contains("CONNECT null", "SUBSCRIBE carl", "SEND carl",
					"DISCONNECT carl"));
	}

	private StompFrame assertThatEnded(String code, int closeCode) {
		StompFrame error = this.client.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.errorCode()).isEqualTo(code);
		assertThat(this.client.closeCode()).isEqualTo(closeCode);
		return error;
	}

	@Configuration(proxyBeanMethods = false)
	static class TokenMessaging implements WebSocketMessageBrokerConfigurer, ExecutorChannelInterceptor {

		private static final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(this);
			registration.taskExecutor().corePoolSize(1);
		}

		@Override
		public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
			StompHeaderAccessor headers = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
			if (headers == null) {
				throw new IllegalStateException("No accessor");
			}
			Principal user = headers.getUser();
			seen.add(headers.getCommand() + " " + ((user != null) ? user.getName() : null));
			if (headers.getCommand() == StompCommand.CONNECT) {
				return connect(headers, message);
			}
			String as = headers.getFirstNativeHeader("as");
			if (as != null) {
				headers.setUser(() -> as);
			}
			return drop(headers, "send") ? null : message;
		}

		@Override
		public void postSend(Message<?> message, MessageChannel channel, boolean sent) {
			drop(StompHeaderAccessor.wrap(message), "post");
		}

		private static @Nullable Message<?> connect(StompHeaderAccessor headers, Message<?> message) {
			String token = String.valueOf(headers.getFirstNativeHeader("token"));
			switch (token) {
				case "drop" -> {
					return null;
				}
				case "bad" -> throw new IllegalArgumentException("SECRET");
				case "database" -> throw new DataAccessResourceFailureException("SECRET");
				case "words" -> throw new SyncException(SyncErrorCode.EXPIRED, "In these words");
				default -> headers.setUser(() -> token);
			}
			return message;
		}

		@Override
		public @Nullable Message<?> beforeHandle(Message<?> message, MessageChannel channel, MessageHandler handler) {
			return drop(StompHeaderAccessor.wrap(message), "handle") ? null : message;
		}

		private static boolean drop(StompHeaderAccessor headers, String when) {
			String drop = headers.getFirstNativeHeader("drop");
			if (("fail-" + when).equals(drop)) {
				throw new IllegalStateException("SECRET");
			}
			return when.equals(drop);
		}

	}

}
