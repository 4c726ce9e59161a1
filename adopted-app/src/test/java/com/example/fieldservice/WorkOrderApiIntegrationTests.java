package com.example.fieldservice;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;

import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

class WorkOrderApiIntegrationTests extends AbstractIntegrationTests {

	@Test
	void anOrderIsCreatedWithItsParts() {
		long number = createOrder(createCustomer("Hotel"), "Ice machine", "2030-01-01");
		as("tom").get()
			.uri("/api/work-orders/{number}", number)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.json("""
					{"number": %d, "technician": "tom", "depot": "HH", "status": "OPEN", "subject": "Ice machine",
					"dueDate": "2030-01-01", "escalated": false, "createdBy": "dora", "updatedBy": "dora",
					"items": [{"part": "THM-0010", "quantity": 2.0}, {"part": "GSK-1200", "quantity": 1.0}]}"""
				.formatted(number));
		assertThat(jdbc.queryForObject("select sts_cd from \"TBL_WO\" where wo_no = ?", Integer.class, number))
			.isEqualTo(10);
	}

	@Test
	void theOrdersOfADepotComeNewestFirst() {
		long customer = createCustomer("Kino");
		long first = createOrder(customer, "One", "2030-01-01");
		long second = createOrder(customer, "Two", "2030-01-01");
		as("tom").get()
			.uri("/api/work-orders?depot=HH")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$[0].number")
			.isEqualTo(second)
			.jsonPath("$[1].number")
			.isEqualTo(first)
			.jsonPath("$[1].items.length()")
			.isEqualTo(2);
	}

	@Test
	void partsAreTakenFromTheStock() {
		long number = createOrder(createCustomer("Metzgerei"), "Cold store", "2030-01-01");
		assertThat(stock("THM-0010")).isEqualByComparingTo("8");
		as("tom").post()
			.uri("/api/work-orders/{number}/items", number)
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"part\": \"THM-0010\", \"quantity\": 3}")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.items[2].part")
			.isEqualTo("THM-0010")
			.jsonPath("$.updatedBy")
			.isEqualTo("tom");
		assertThat(stock("THM-0010")).isEqualByComparingTo("5");
		assertThat(stock("GSK-1200")).isEqualByComparingTo("9");
		as("dora").delete().uri("/api/work-orders/{number}", number).exchange().expectStatus().isNoContent();
		assertThat(stock("THM-0010")).isEqualByComparingTo("10");
		assertThat(jdbc.queryForObject("select sum(qty) from inv.stock_mv where wo_no = ?", BigDecimal.class, number))
			.isZero();
	}

	@Test
	void whatIsDoneIsNotChanged() {
		long number = createOrder(createCustomer("Schule"), "Freezer", "2030-01-01");
		setStatus(number, "IN_PROGRESS", 200);
		setStatus(number, "DONE", 200);
		setStatus(number, "OPEN", 409);
		as("tom").post()
			.uri("/api/work-orders/{number}/items", number)
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"part\": \"THM-0010\", \"quantity\": 3}")
			.exchange()
			.expectStatus()
			.isEqualTo(409);
	}

	@Test
	void anOrderNeedsASubject() {
		as("dora").post()
			.uri("/api/work-orders")
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"customer\": 1, \"depot\": \"HH\", \"subject\": \"\"}")
			.exchange()
			.expectStatus()
			.isBadRequest();
	}

	private BigDecimal stock(String part) {
		return jdbc.queryForObject("select stock_qty from inv.parts where part_no = ?", BigDecimal.class, part);
	}

	private void setStatus(long number, String status, int expected) {
		as("tom").put()
			.uri("/api/work-orders/{number}/status", number)
			.contentType(MediaType.APPLICATION_JSON)
			.body("\"" + status + "\"")
			.exchange()
			.expectStatus()
			.isEqualTo(expected);
	}

}
