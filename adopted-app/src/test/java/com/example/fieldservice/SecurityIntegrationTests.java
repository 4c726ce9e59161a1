package com.example.fieldservice;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SecurityIntegrationTests extends AbstractIntegrationTests {

	@Test
	void nobodyGetsInWithoutAPassword() throws Exception {
		assertThat(get("/api/parts/THM-0010", "application/json").statusCode()).isEqualTo(401);
		as("nobody").get().uri("/api/parts/THM-0010").exchange().expectStatus().isUnauthorized();
		as("tom").get().uri("/api/parts/THM-0010").exchange().expectStatus().isOk();
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> StompConnection.open(port, "/ws", "nobody"));
	}

	@Test
	void aBrowserIsSentToTheForm() throws Exception {
		HttpResponse<String> response = get("/", MediaType.TEXT_HTML_VALUE);
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith("/login");
		assertThat(get("/login", MediaType.TEXT_HTML_VALUE).body()).contains("name=\"password\"");
	}

	@Test
	void onlyDispatchersMoveUsers() {
		as("tom").put().uri("/api/users/tom/depot").body("M").exchange().expectStatus().isForbidden();
		as("dora").put().uri("/api/users/tom/depot").body("M").exchange().expectStatus().isNoContent();
		assertThat(jdbc.queryForObject("select depot_cd from app_user where login = 'tom'", String.class))
			.isEqualTo("M");
		as("dora").put().uri("/api/users/nobody/depot").body("M").exchange().expectStatus().isNotFound();
	}

	private HttpResponse<String> get(String path, String accept) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
				.header("Accept", accept)
				.build(), HttpResponse.BodyHandlers.ofString());
	}

}
