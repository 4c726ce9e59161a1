package com.example.fieldservice.sync;

import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

import tools.jackson.databind.JsonNode;

/**
 * The application, and what its users do with its REST API.
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

	JsonNode get(String login, String path) {
		return as(login).get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody();
	}

	JsonNode post(String login, String path, String body) {
		return as(login).post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.is2xxSuccessful()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody();
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
