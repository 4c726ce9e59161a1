package io.offlinesync.stomp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.offlinesync.test.StompFrame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.tcp.ReconnectStrategy;
import org.springframework.messaging.tcp.TcpConnectionHandler;
import org.springframework.messaging.tcp.TcpOperations;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class CoexistenceIntegrationTests {

	@Test
	void neitherSideHearsOrForgesTheOthersFrames() {
		try (TestServer server = TestServer.start(GreedyMessaging.class);
				StompTestClient ours = server.connect();
				StompTestClient theirs = open(server, "/ws")) {
			GreedyController controller = server.context().getBean(GreedyController.class);
			theirs.sendConnect();
			assertThat(theirs.next().command()).isEqualTo("CONNECTED");
			// Their broker claims our destinations.
			theirs.frame("SUBSCRIBE", "id", "replies", "destination", "/app/sync/replies");
			theirs.frame("SUBSCRIBE", "id", "topic", "destination", "/topic/x");

			ours.ask("todo/find-unique", "{\"where\":{}}");
			ours.ask("nowhere", "{}");
			ours.send("/app/other", "{}");
			assertThat(ours.next().errorCode()).isEqualTo("invalid-request");
			ours.send("/topic/x", "{\"forged\":1}");
			assertThat(ours.next().errorCode()).isEqualTo("invalid-request");

			int calls = server.service().calls.get();
			theirs.send("/app/sync/todo/find-unique", "{\"where\":{}}");
			theirs.send("/app/sync/replies", "{\"result\":\"forged\"}");
			theirs.send("/topic/x", "hello");
			List<StompFrame> heard = List.of(theirs.next(), theirs.next());
			assertThat(heard).extracting(StompFrame::body)
				.containsExactlyInAnyOrder("{\"result\":\"forged\"}", "hello");
			assertThat(theirs.poll(50)).isNull();
			assertThat(server.service().calls).hasValue(calls);
			assertThat(ours.poll(50)).isNull();
			assertThat(ours.ask("hello", "{}").result()).isNotNull();
			assertThat(controller.heard).containsExactlyInAnyOrder("/app/sync/todo/find-unique", "/app/sync/replies",
					"/topic/x");
		}
	}

	@Test
	void doesNotWaitForARelayThatIsAway() {
		try (TestServer server = TestServer.start(RelayMessaging.class); StompTestClient client = server.connect()) {
			assertThat(client.ask("hello", "{}").result()).isNotNull();
			client.frame("ACK", "id", "x", "receipt", "r");
			assertThat(client.next().header("receipt-id")).isEqualTo("r");
			assertThat(client.ask("hello", "{}").result()).isNotNull();
		}
	}

	@Test
	void goesBeforeControllersThatMapEverything() throws Exception {
		try (TestServer server = TestServer.start(CatchAllController.class);
				StompTestClient client = server.connect()) {
			assertThat(client.ask("hello", "{}").result()).isNotNull();
			assertThat(get(server, "/offline-sync")).isEqualTo("one offline-sync");
			assertThat(get(server, "/some/where")).isEqualTo("all");
		}
	}

	@Test
	void servesOtherPathsWithinAContextPath() {
		try (TestServer server = TestServer.start("server.servlet.context-path=/shop",
				"offline-sync.stomp.endpoint=/data/sync", "offline-sync.stomp.prefix=/x");
				StompTestClient client = open(server, "/shop/data/sync")) {
			client.sendConnect();
			client.next();
			client.frame("SUBSCRIBE", "id", "1", "destination", "/x/replies");
			client.send("/x/hello", "{}");
			StompFrame reply = client.next();
			assertThat(reply.header("destination")).isEqualTo("/x/replies");
			assertThat(reply.result()).isNotNull();
			client.send("/app/sync/hello", "{}");
			assertThat(client.next().errorCode()).isEqualTo("invalid-request");
		}
	}

	@Test
	void worksWithLazyInitialization() {
		try (TestServer server = TestServer.start("spring.main.lazy-initialization=true");
				StompTestClient client = server.connect("heart-beat", "0,100")) {
			assertThat(client.ask("hello", "{}").result()).isNotNull();
		}
	}

	@Test
	void refusesForeignOrigins() {
		try (TestServer server = TestServer.start()) {
			assertThatRefused(server, "http://evil.example");
			assertThatRefused(server, "null");
			assertThatRefused(server, "https://localhost:" + server.port());
			server.open("Origin", "http://localhost:" + server.port()).connect().close();
		}
		try (TestServer server = TestServer.start("offline-sync.stomp.allowed-origins=http://app.example")) {
			server.open("Origin", "http://app.example").connect().close();
			assertThatRefused(server, "http://evil.example");
			assertThatRefused(server, "null");
		}
	}

	private static void assertThatRefused(TestServer server, String origin) {
		assertThatIllegalStateException().isThrownBy(() -> server.open("Origin", origin))
			.withMessageContaining("WebSocketHandshakeException");
	}

	private static StompTestClient open(TestServer server, String path) {
		return StompTestClient.open("ws://localhost:" + server.port() + path, true);
	}

	private static String get(TestServer server, String path) throws IOException, InterruptedException {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path)).build(),
					HttpResponse.BodyHandlers.ofString())
			.body();
	}

	@Controller
	static class GreedyController {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@MessageMapping("/**")
		void everything(Message<?> message) {
			this.heard.add(String.valueOf(SimpMessageHeaderAccessor.getDestination(message.getHeaders())));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class GreedyMessaging implements WebSocketMessageBrokerConfigurer {

		@Bean
		GreedyController greedyController() {
			return new GreedyController();
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/ws");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.setApplicationDestinationPrefixes("/app", "/").enableSimpleBroker("/topic", "/app/sync");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class RelayMessaging implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/ws");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.setApplicationDestinationPrefixes("/app")
				.enableStompBrokerRelay("/topic", "/queue", "/app/sync")
				.setTcpClient(new UnreachableBroker());
		}

	}

	private static final class UnreachableBroker implements TcpOperations<byte[]> {

		@Override
		public CompletableFuture<@Nullable Void> connectAsync(TcpConnectionHandler<byte[]> handler) {
			return CompletableFuture.failedFuture(new IOException("unreachable"));
		}

		@Override
		public CompletableFuture<@Nullable Void> connectAsync(TcpConnectionHandler<byte[]> handler,
				ReconnectStrategy strategy) {
			return connectAsync(handler);
		}

		@Override
		public CompletableFuture<@Nullable Void> shutdownAsync() {
			return CompletableFuture.completedFuture(null);
		}

	}

	@RestController
	static class CatchAllController {

		@RequestMapping("/{one}")
		String one(@PathVariable String one) {
			return "one " + one;
		}

		@GetMapping("/**")
		String all() {
			return "all";
		}

	}

}
