package com.example.fieldservice.sync;

import java.time.Duration;

import io.offlinesync.test.SyncTestClient;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * The application, and what its users do with it.
 *
 * @param context the application
 * @param jdbc its database, for SQL by hand
 */
record RunningApplication(ConfigurableApplicationContext context, JdbcTemplate jdbc) implements AutoCloseable {

	int port() {
		return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
	}

	RestTestClient as(String login) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + port())
			.defaultHeaders((headers) -> headers.setBasicAuth(login, "secret"))
			.build();
	}

	/**
	 * A client, which signs in as a page does: with a session, and its token against
	 * CSRF.
	 */
	SyncTestClient connect(String login) {
		EntityExchangeResult<JsonNode> csrf = answer(as(login).get().uri("/csrf"));
		JsonNode token = csrf.getResponseBody();
		String cookie = csrf.getResponseHeaders().getFirst(HttpHeaders.SET_COOKIE).split(";")[0];
		return SyncTestClient.connect("http://localhost:" + port(),
				(options) -> options.basic(login, "secret")
					.header(HttpHeaders.COOKIE, cookie)
					.connectHeader(token.get("headerName").stringValue(), token.get("token").stringValue())
					.timeout(Duration.ofSeconds(20)));
	}

	JsonNode get(String login, String path) {
		return answer(as(login).get().uri(path)).getResponseBody();
	}

	JsonNode post(String login, String path, String body) {
		return answer(as(login).post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body)).getResponseBody();
	}

	private static EntityExchangeResult<JsonNode> answer(RestTestClient.RequestHeadersSpec<?> request) {
		return request.exchange().expectStatus().is2xxSuccessful().expectBody(JsonNode.class).returnResult();
	}

	int put(String login, String path, String body) {
		return as(login).put()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.returnResult()
			.getStatus()
			.value();
	}

	void delete(String login, String path) {
		as(login).delete().uri(path).exchange().expectStatus().isNoContent();
	}

	void moveUser(String login, String depot) {
		as("dora").put().uri("/api/users/{login}/depot", login).body(depot).exchange().expectStatus().isNoContent();
	}

	long createOrder(String login, String depot, String subject) {
		return post(login, "/api/work-orders", """
				{"customer": 1, "depot": "%s", "subject": "%s", "dueDate": "2090-01-01",
				"items": [{"part": "THM-0010", "quantity": 2}]}""".formatted(depot, subject)).get("number").longValue();
	}

	@Override
	public void close() {
		context.close();
	}

}
