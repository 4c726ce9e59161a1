package io.offlinesync.sample;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@AutoConfigureRestTestClient
class TodoControllerIntegrationTests extends RunningSample {

	private static final String FIRST_TODO = "00000000-0000-4000-9000-000000001001";

	@Autowired
	RestTestClient client;

	@Test
	void saysHowManyTodosOfEachListAreDone() {
		this.client.get().uri("/api/lists").exchangeSuccessfully().expectBody().json("""
				[
					{"name": "Groceries", "createdBy": "ben", "open": 43, "done": 21},
					{"name": "Household", "uid": "%s", "color": "#2f6f4f"},
					{"name": "Night train to Vienna"}, {"name": "Release 2.0"}, {"name": "Summer party"}
				]
				""".formatted(HOUSEHOLD));
	}

	@Test
	void showsTheTodosOfAListInTheirOrder() {
		this.client.get()
			.uri("/api/lists/{uid}/todos", HOUSEHOLD)
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$.length()")
			.isEqualTo(64)
			.jsonPath("$[0].uid")
			.isEqualTo(FIRST_TODO)
			.jsonPath("$[0].listUid")
			.isEqualTo(HOUSEHOLD)
			.jsonPath("$[0].dueAt")
			.isEqualTo("2026-12-02T04:00:00Z")
			.jsonPath("$[63].position")
			.isEqualTo(64000);
	}

	@Test
	void marksATodoAsDoneAndOpenAgain() {
		setDone(FIRST_TODO, true).expectStatus().isNoContent();
		expectDone(true);
		setDone(FIRST_TODO, false).expectStatus().isNoContent();
		expectDone(false);
	}

	@Test
	void doesNotKnowOtherTodos() {
		setDone("00000000-0000-4000-9000-000000009999", true).expectStatus().isNotFound();
	}

	@Test
	void hasAPage() {
		this.client.get()
			.uri("/")
			.accept(MediaType.TEXT_HTML)
			.exchangeSuccessfully()
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("<h1>To-do lists</h1>").doesNotContain("https://"));
	}

	private RestTestClient.ResponseSpec setDone(String uid, boolean done) {
		return this.client.put()
			.uri("/api/todos/{uid}/done", uid)
			.contentType(MediaType.APPLICATION_JSON)
			.body(done)
			.exchange();
	}

	private void expectDone(boolean done) {
		this.client.get()
			.uri("/api/lists/{uid}/todos", HOUSEHOLD)
			.exchangeSuccessfully()
			.expectBody()
			.jsonPath("$[0].done")
			.isEqualTo(done)
			.jsonPath("$[0].changedBy")
			.isEqualTo("api");
	}

}
