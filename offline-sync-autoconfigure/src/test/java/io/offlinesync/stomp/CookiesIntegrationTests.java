package io.offlinesync.stomp;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.offlinesync.test.StompFrame;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.socket.EnableWebSocketSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.messaging.access.intercept.MessageMatcherDelegatingAuthorizationManager;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A browser sends the cookie of a session along, whatever page it shows.
 */
class CookiesIntegrationTests {

	private static final String ALLOWED = "https://example.com";

	private static final Pattern HIDDEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private static final String CREATE = "{\"uid\":\"1\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"}";

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(FormLogin.class, TestServer.WITH_SECURITY,
				"offline-sync.stomp.allowed-origins=" + ALLOWED);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static int refusal(String... headers) {
		Throwable failure = catchThrowable(() -> server.open(headers).close());
		assertThat(failure).isInstanceOf(IllegalStateException.class)
			.hasCauseInstanceOf(WebSocketHandshakeException.class);
		return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example", "null", "https://example.com.evil.example",
			"https://evilexample.com", "https://evil-example.com", "https://sub.example.com", "http://example.com",
			"https://example.com:8443", "https://example.org", "https://example.com@evil.example",
			"https://evil.example/https://example.com", "https://xn--xample-9uf.com", "HTTPS://EXAMPLE.COM.",
			"https://example.com%00.evil.example", "file://" })
	void aForeignPageDoesNotGetThroughWithAVictimsCookie(String origin) throws Exception {
		Browser ann = Browser.signedIn("ann");
		assertThat(refusal("Cookie", ann.cookie(), "Origin", origin)).isEqualTo(403);
	}

	@Test
	void nobodyGetsThroughWithoutASession() throws Exception {
		assertThat(refusal("Origin", ALLOWED)).isNotEqualTo(101);
		assertThat(refusal("Origin", ALLOWED, "Cookie", "JSESSIONID=0123456789ABCDEF0123456789ABCDEF"))
			.isNotEqualTo(101);
		Browser browser = new Browser();
		browser.get("/login");
		String before = browser.cookie();
		browser.signIn("ann");
		assertThat(browser.cookie()).isNotEqualTo(before);
		assertThat(refusal("Origin", ALLOWED, "Cookie", before)).isNotEqualTo(101);
	}

	@Test
	void nobodyGetsThroughAfterTheyHaveSignedOut() throws Exception {
		Browser ann = Browser.signedIn("ann");
		try (StompTestClient client = connect(ann, ann.token())) {
			ann.post("/logout", "");
			assertThat(client.closeCode()).isEqualTo(1008);
		}
		assertThat(refusal("Origin", ALLOWED, "Cookie", ann.cookie())).isNotEqualTo(101);
	}

	private static StompTestClient connect(Browser browser, String token) {
		return server.open("Cookie", browser.cookie(), "Origin", ALLOWED).connect("X-CSRF-TOKEN", token);
	}

	@Test
	void ownPagesKnowTheToken() throws Exception {
		Browser ann = Browser.signedIn("ann");
		try (StompTestClient client = connect(ann, ann.token())) {
			assertThat(client.ask("todo/create", CREATE).result()).isNotNull();
			assertThat(server.service().principal).isEqualTo("ann");
		}
	}

	@Test
	void noOtherTokenWillDo() throws Exception {
		Browser ann = Browser.signedIn("ann");
		Browser again = new Browser();
		again.get("/login");
		String ofTheLogin = again.token("/login");
		again.signIn("ann");
		String own = ann.token();
		assertRefused(ann, null);
		assertRefused(ann, "");
		assertRefused(ann, "nonsense");
		assertRefused(ann, own.substring(0, own.length() - 4) + "AAAA");
		assertRefused(ann, "A".repeat(own.length()));
		assertRefused(ann, Browser.signedIn("eve").token());
		assertRefused(ann, again.token());
		assertRefused(again, ofTheLogin);
		connect(ann, own).close();
	}

	private static void assertRefused(Browser browser, @Nullable String token) {
		int calls = server.service().calls.get();
		try (StompTestClient client = server.open("Cookie", browser.cookie(), "Origin", ALLOWED)) {
			client.raw("CONNECT\naccept-version:1.2\n" + ((token != null) ? "X-CSRF-TOKEN:" + token + "\n" : "")
					+ "\n\0SUBSCRIBE\nid:1\ndestination:/app/sync/replies\n\n\0"
					+ "SEND\ndestination:/app/sync/todo/create\n\n" + CREATE + "\0");
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.errorCode()).isEqualTo("forbidden");
			assertThat(client.closeCode()).isEqualTo(4401);
		}
		assertThat(server.service().calls).hasValue(calls);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketSecurity
	@RestController
	static class FormLogin {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("ann").password("{noop}secret").roles("USER").build(),
					User.withUsername("eve").password("{noop}secret").roles("USER").build());
		}

		@Bean
		AuthorizationManager<Message<?>> messageAuthorizationManager(
				MessageMatcherDelegatingAuthorizationManager.Builder messages) {
			return messages.anyMessage().authenticated().build();
		}

		@GetMapping("/csrf")
		String csrf(CsrfToken token, HttpServletRequest request) {
			return "<input name=\"_csrf\" value=\"" + token.getToken() + "\">";
		}

	}

	/** A browser, with the cookie of one session. */
	private static final class Browser {

		private final HttpClient http = HttpClient.newHttpClient();

		private @Nullable String cookie;

		static Browser signedIn(String user) throws IOException, InterruptedException {
			Browser browser = new Browser();
			browser.signIn(user);
			return browser;
		}

		void signIn(String user) throws IOException, InterruptedException {
			String token = token("/login");
			HttpResponse<String> response = post("/login",
					"username=" + user + "&password=secret&_csrf=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
			assertThat(response.headers().firstValue("Location").orElseThrow()).doesNotContain("error");
		}

		String cookie() {
			return Objects.requireNonNull(this.cookie);
		}

		String token() throws IOException, InterruptedException {
			return token("/csrf");
		}

		String token(String path) throws IOException, InterruptedException {
			Matcher hidden = HIDDEN.matcher(get(path));
			assertThat(hidden.find()).isTrue();
			return hidden.group(1);
		}

		String get(String path) throws IOException, InterruptedException {
			return send(request(path).GET()).body();
		}

		HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
			String body = form.isEmpty() ? "_csrf=" + URLEncoder.encode(token(), StandardCharsets.UTF_8) : form;
			return send(request(path).header("Content-Type", "application/x-www-form-urlencoded")
				.POST(HttpRequest.BodyPublishers.ofString(body)));
		}

		private HttpRequest.Builder request(String path) {
			return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
		}

		private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
			if (this.cookie != null) {
				request.header("Cookie", this.cookie);
			}
			HttpResponse<String> response = this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
			response.headers()
				.allValues("Set-Cookie")
				.stream()
				.filter((value) -> value.startsWith("JSESSIONID=") && !value.startsWith("JSESSIONID=;"))
				.forEach((value) -> this.cookie = value.split(";")[0]);
			return response;
		}

	}

}
