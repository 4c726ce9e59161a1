package io.offlinesync.stomp;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.offlinesync.AuthenticatedUser;
import io.offlinesync.SyncAuthenticator;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Eve is a client of ours, in an application that has a broker too. Ann is a client of
 * both, and hears nothing of what Eve tries.
 */
class OtherDestinationsIntegrationTests {

	private static final String CREATE = "{\"uid\":\"1\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"}";

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@SuppressWarnings("NullAway.Init")
	private StompTestClient eve;

	@SuppressWarnings("NullAway.Init")
	private StompTestClient ann;

	@SuppressWarnings("NullAway.Init")
	private StompTestClient theirs;

	@BeforeAll
	static void start() {
		server = TestServer.start(Shop.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connect() {
		this.theirs = StompTestClient.open("ws://localhost:" + server.port() + "/ws", true, "X-User", "ann");
		this.theirs.sendConnect();
		this.theirs.next();
		for (String destination : new String[] { "/topic/x", "/queue/x", "/user/queue/x", "/topic/sync/replies" }) {
			this.theirs.frame("SUBSCRIBE", "id", destination, "destination", destination);
		}
		this.theirs.send("/topic/x", "ready");
		assertThat(this.theirs.next().body()).isEqualTo("ready");
		this.ann = server.connect("token", "ann");
		this.ann.follow("stream");
		server.feed().next();
		this.eve = server.connect("token", "eve");
		Shop.frames.clear();
		Shop.calls.clear();
	}

	@AfterEach
	void close() {
		this.eve.close();
		this.ann.close();
		this.theirs.close();
	}

	/** What the broker sends afterwards is the first thing that its client hears. */
	private void assertThatNobodyElseHeardAnything() {
		server.context().getBean(SimpMessagingTemplate.class).convertAndSend("/topic/x", "afterwards");
		assertThat(this.theirs.next().body()).isEqualTo("afterwards");
		assertThat(this.ann.ask("hello", "{}").result()).isNotNull();
		assertThat(Shop.calls).isEmpty();
	}

	private static String of(String text) {
		return text.replace("ANN", Shop.session("ann"));
	}

	@Test
	void theBrokerIsThereForThoseWhomItServes() {
		this.theirs.send("/topic/x", "one");
		assertThat(this.theirs.next().body()).isEqualTo("one");
		this.theirs.send("/user/ann/queue/x", "two");
		assertThat(this.theirs.next().body()).isEqualTo("two");
		this.theirs.send("/app/orders", "three");
		assertThat(this.theirs.next().body()).isEqualTo("ordered");
		assertThat(Shop.calls).containsExactly("three");
		assertThat(Shop.session("ann")).isNotEqualTo(Shop.session("eve"));
		this.theirs.frame("SUBSCRIBE", "id", "s", "destination", "/app/stock");
		assertThat(this.theirs.next().body()).isEqualTo("stock");
		Shop.calls.clear();
		assertThatNobodyElseHeardAnything();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/x", "/topic/**", "/topic/>", "/topic/sync/replies", "/queue/x", "/queue/x-userANN",
			"/user/queue/x", "/user/ann/queue/x", "/user/app/sync/replies", "/app/stock", "/app/**", "/**", "*", "#",
			"", "/app/sync", "/app/sync/", "/app/sync/*", "/app/sync/**", "/app/sync/replies/", "/app/sync/changes/",
			"/app/sync//replies", "//app/sync/replies", "/app/sync/./replies", "/app/sync/../sync/replies",
			"/app/sync/todo/../replies", "/app/sync/../x", "/APP/SYNC/REPLIES", "/app/sync/Replies",
			"/app/sync/replies ", " /app/sync/replies", "/app/sync/replies\n", "/app/sync/repl%69es",
			"/app/sync/replies;a=b", "/app/sync/replies?x", "/app/sync/replies#x", "/app/sync/replies-userANN",
			"/app/sync/repliesANN", "/app/sync/ANN/replies", "/user/ANN/app/sync/replies", "/app/sync/todo",
			"/app/sync/todo/changes", "/app/sync/{table}/changes", "/app/sync/hello", "/app/sync/ｒeplies" })
	void nothingElseCanBeSubscribedTo(String destination) {
		this.eve.frame("SUBSCRIBE", "id", "x", "destination", of(destination), "scopes",
				"[{\"table\":\"todo\",\"where\":{}}]", "receipt", "r");
		StompFrame error = this.eve.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.errorCode()).isEqualTo("invalid-request");
		assertThat(error.errorMessage()).contains("nothing to subscribe to");
		assertThat(this.eve.closeCode()).isEqualTo(1002);
		assertThat(server.feed().opened).isEmpty();
		assertThatNobodyElseHeardAnything();
		assertThat(this.eve.poll(0)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/x", "/topic/sync/replies", "/queue/x", "/queue/x-userANN", "/user/ann/queue/x",
			"/user/ANN/queue/x", "/user/queue/x", "/user/ann/app/sync/replies", "/app/orders", "/app/stock",
			"/app/sync/replies", "/app/sync/changes", "/app/sync/replies-userANN", "/app/sync/ANN/replies",
			"/app/sync/../orders", "/app/sync/../../topic/x", "/app//orders", "/app/sync/orders", "/orders", "orders",
			"/APP/SYNC/hello", "/app/sync/HELLO", "/app/sync/hello ", "/app/sync/hello?x", "/app/sync/h%65llo",
			"/app/sync/*", "/app/sync/**", "/app/sync/todo/*", "/app/sync/{x}", "/**" })
	void nothingElseCanBeSentTo(String destination) {
		int calls = server.service().calls.get();
		this.eve.send(of(destination), "{\"where\":{},\"result\":\"forged\"}", "correlation-id", "c", "subscription",
				"replies");
		StompFrame reply = this.eve.next();
		assertThat(reply.errorCode()).isEqualTo("invalid-request");
		assertThat(reply.header("correlation-id")).isEqualTo("c");
		assertThat(server.service().calls).hasValue(calls);
		assertThatNobodyElseHeardAnything();
		assertThat(this.eve.ask("hello", "{}").result()).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "simpSessionId", "session", "sessionId", "session-id", "simpUser", "user", "user-name",
			"login", "token", "simpSubscriptionId", "subscription", "message-id", "simpDestination",
			"simpOrigDestination", "simpMessageType", "simpSessionAttributes", "stompCommand", "nativeHeaders",
			"offlineSyncRequest", "replyChannel", "errorChannel", "contentType", "id", "timestamp" })
	void headersMakeNobodySomebodyElse(String header) {
		for (String value : new String[] { "ann", Shop.session("ann"), "replies" }) {
			this.eve.send("/app/sync/todo/create", CREATE, "correlation-id", "c", header, value);
			StompFrame reply = this.eve.next();
			assertThat(reply.result()).isNotNull();
			assertThat(reply.headers().keySet()).containsExactlyInAnyOrder("destination", "subscription", "message-id",
					"correlation-id", "content-type", "content-length");
			assertThat(reply.header("subscription")).isEqualTo("replies");
			assertThat(reply.header("correlation-id")).isEqualTo("c");
			assertThat(server.service().principal).isEqualTo("eve");
		}
		assertThat(Shop.frames).isNotEmpty().allMatch(("eve " + Shop.session("eve"))::equals);
		assertThatNobodyElseHeardAnything();
	}

	@Test
	void aStreamIsWhoseConnectionItIsWhateverItsHeadersSay() {
		this.eve.follow("s", "simpUser", "ann", "user-name", "ann", "token", "ann", "simpSessionId",
				Shop.session("ann"));
		assertThat(User.nameOf(server.feed().next().request.user())).isEqualTo("eve");
	}

	@Test
	void subscriptionsOfOthersCannotBeEndedOrAcknowledged() {
		this.eve.frame("UNSUBSCRIBE", "id", "stream", "session", Shop.session("ann"));
		this.eve.frame("ACK", "id", "1", "subscription", "stream", "session", Shop.session("ann"));
		this.eve.frame("NACK", "id", "1", "subscription", "stream", "session", Shop.session("ann"));
		this.eve.frame("UNSUBSCRIBE", "id", "/topic/x");
		this.eve.settle();
		this.ann.frame("SUBSCRIBE", "id", "stream", "destination", "/app/sync/changes", "scopes",
				"[{\"table\":\"todo\",\"where\":{}}]");
		assertThat(this.ann.next().errorMessage()).contains("of that id already");
		assertThat(this.theirs.poll(0)).isNull();
	}

	@Controller
	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class Shop extends DefaultHandshakeHandler implements WebSocketMessageBrokerConfigurer, ChannelInterceptor {

		private static final List<String> calls = new CopyOnWriteArrayList<>();

		/** Who sent frames, with their sessions. */
		private static final List<String> frames = new CopyOnWriteArrayList<>();

		private static final Map<String, String> sessions = new ConcurrentHashMap<>();

		private static String session(String user) {
			return String.valueOf(sessions.get(user));
		}

		@Bean
		SyncAuthenticator authenticator() {
			return (headers) -> new AuthenticatedUser(new User(String.valueOf(headers.get("token"))));
		}

		@MessageMapping("/orders")
		@SendTo("/topic/x")
		String order(String body) {
			calls.add(body);
			return "ordered";
		}

		@SubscribeMapping("/stock")
		String stock() {
			calls.add("stock");
			return "stock";
		}

		@Override
		protected @Nullable Principal determineUser(ServerHttpRequest request, WebSocketHandler handler,
				Map<String, Object> attributes) {
			return new User(String.valueOf(request.getHeaders().getFirst("X-User")));
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/ws").setHandshakeHandler(this);
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.setApplicationDestinationPrefixes("/app").enableSimpleBroker("/topic", "/queue");
		}

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(this).taskExecutor().corePoolSize(1);
		}

		@Override
		public void configureClientOutboundChannel(ChannelRegistration registration) {
			registration.taskExecutor().corePoolSize(1);
		}

		@Override
		public Message<?> preSend(Message<?> message, MessageChannel channel) {
			Principal user = SimpMessageHeaderAccessor.getUser(message.getHeaders());
			String session = SimpMessageHeaderAccessor.getSessionId(message.getHeaders());
			if (user != null && session != null && channel.toString().contains("offlineSync")) {
				sessions.put(user.getName(), session);
				if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) == SimpMessageType.MESSAGE) {
					frames.add(user.getName() + ' ' + session);
				}
			}
			return message;
		}

	}

}
