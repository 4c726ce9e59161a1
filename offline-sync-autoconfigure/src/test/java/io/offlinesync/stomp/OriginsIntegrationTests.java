package io.offlinesync.stomp;

import java.net.http.WebSocketHandshakeException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Where nothing else is said, only pages of the server itself are let in.
 */
class OriginsIntegrationTests {

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://example.com", "null", "http://localhost", "http://localhost:1",
			"https://localhost:PORT", "http://localhost:PORT.evil.example", "http://localhost.evil.example:PORT",
			"http://evil-localhost:PORT", "http://127.0.0.1:PORT", "http://localhost@evil.example:PORT",
			"http://evil.example/http://localhost:PORT", "ws://localhost:PORT", "file://", "*" })
	void othersAreRefused(String origin) {
		Throwable failure = catchThrowable(() -> server.open("Origin", of(origin)).close());
		assertThat(failure).isInstanceOf(IllegalStateException.class)
			.hasCauseInstanceOf(WebSocketHandshakeException.class);
		assertThat(((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode()).isEqualTo(403);
	}

	@Test
	void itsOwnAndThoseThatAreNoPagesAreLetIn() {
		server.open("Origin", of("http://localhost:PORT")).connect().close();
		server.connect().close();
	}

	@Test
	void whatAProxyIsSaidToHaveSaidDoesNotMatter() {
		Throwable failure = catchThrowable(() -> server
			.open("Origin", "https://evil.example", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https",
					"X-Forwarded-Port", "443", "Forwarded", "host=evil.example;proto=https")
			.close());
		assertThat(failure).hasCauseInstanceOf(WebSocketHandshakeException.class);
	}

	private static String of(String origin) {
		return origin.replace("PORT", Integer.toString(server.port()));
	}

}
