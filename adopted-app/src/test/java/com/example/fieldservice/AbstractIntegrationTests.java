package com.example.fieldservice;

import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.awaitility.Awaitility.await;

/**
 * The application with a database: dora is a dispatcher, tom a technician.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
abstract class AbstractIntegrationTests {

	private static final String URL = Databases.create();

	@Autowired
	JdbcTemplate jdbc;

	@Autowired
	SimpMessagingTemplate messages;

	@LocalServerPort
	int port;

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		registry.add("spring.datasource.url", () -> URL);
		registry.add("spring.datasource.username", () -> "postgres");
		registry.add("spring.datasource.password", () -> "postgres");
	}

	@BeforeEach
	void addUsers() {
		jdbc.update("""
				insert into app_user (login, pw, role_cd, depot_cd)
				values ('dora', '{noop}secret', 'DISPATCHER', 'HH'), ('tom', '{noop}secret', 'TECHNICIAN', 'HH')
				on conflict (login) do update set depot_cd = excluded.depot_cd""");
		jdbc.update("update inv.parts set stock_qty = 10");
	}

	RestTestClient as(String login) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + port)
			.defaultHeaders((headers) -> headers.setBasicAuth(login, "secret"))
			.build();
	}

	long createCustomer(String name) {
		return as("dora").post()
			.uri("/api/customers")
			.header("Content-Type", "application/json")
			.body("{\"name\": \"%s\", \"category\": \"PRIVATE\", \"contacts\": [{\"name\": \"Jo\"}]}".formatted(name))
			.exchange()
			.expectStatus()
			.isCreated()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody()
			.get("number")
			.longValue();
	}

	long createOrder(long customer, String subject, String dueDate) {
		return as("dora").post()
			.uri("/api/work-orders")
			.header("Content-Type", "application/json")
			.body("""
					{"customer": %d, "depot": "HH", "technician": "tom", "subject": "%s", "dueDate": "%s",
					"items": [{"part": "THM-0010", "quantity": 2}, {"part": "GSK-1200", "quantity": 1}]}"""
				.formatted(customer, subject, dueDate))
			.exchange()
			.expectStatus()
			.isCreated()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody()
			.get("number")
			.longValue();
	}

	/**
	 * Subscribe, and wait until the broker has understood it.
	 */
	void subscribe(StompConnection connection, String destination) {
		connection.subscribe(destination);
		await().until(() -> {
			messages.convertAndSend(destination, "ready");
			return connection.heardNow(destination) != null;
		});
	}

	/**
	 * The next message that is none of those.
	 */
	static String hear(StompConnection connection, String destination) throws InterruptedException {
		String message = connection.hear(destination);
		while (message.contains("ready")) {
			message = connection.hear(destination);
		}
		return message;
	}

}
