package com.example.fieldservice;

import org.junit.jupiter.api.Test;

import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

class CustomerApiIntegrationTests extends AbstractIntegrationTests {

	@Test
	void aCustomerIsCreatedWithThoseToAskFor() {
		as("dora").post()
			.uri("/api/customers")
			.contentType(MediaType.APPLICATION_JSON)
			.body("""
					{"name": "Bäckerei Brandt", "category": "KEY_ACCOUNT", "phone": "040 123", "creditLimit": 5000,
					"address": {"street": "Hafenstr. 1", "zipCode": "20359", "city": "Hamburg"},
					"contacts": [{"name": "Frau Brandt", "phone": "0170 1"}, {"name": "Herr Kurz"}]}""")
			.exchange()
			.expectStatus()
			.isCreated()
			.expectBody()
			.jsonPath("$.version")
			.isEqualTo(0)
			.jsonPath("$.contacts.length()")
			.isEqualTo(2);
		as("tom").get()
			.uri("/api/customers?name={name}", "Bäckerei")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$[0].category")
			.isEqualTo("KEY_ACCOUNT")
			.jsonPath("$[0].address.city")
			.isEqualTo("Hamburg")
			.jsonPath("$[0].creditLimit")
			.isEqualTo(5000.0)
			.jsonPath("$[0].contacts[?(@.name == 'Frau Brandt')].phone")
			.isEqualTo("0170 1");
		assertThat(
				jdbc.queryForObject("select cust_cat from \"TBL_CUST\" where \"NAME1\" like 'Bäckerei%'", String.class))
			.isEqualTo("K");
	}

	@Test
	void whoSavesAnOlderVersionIsTold() {
		long number = createCustomer("Café Alt");
		String first = "{\"name\": \"Café Neu\", \"category\": \"BUSINESS\", \"version\": 0}";
		put(number, first, 200);
		put(number, first, 409);
		assertThat(jdbc.queryForMap("select \"NAME1\", row_ver, cust_cat from \"TBL_CUST\" where cust_no = ?", number))
			.containsEntry("NAME1", "Café Neu")
			.containsEntry("row_ver", 1)
			.containsEntry("cust_cat", "B");
	}

	@Test
	void theDatabaseKeepsTheTimeOfTheLastChange() {
		long number = createCustomer("Kantine");
		jdbc.update("alter table \"TBL_CUST\" disable trigger tbl_cust_touch");
		jdbc.update("update \"TBL_CUST\" set lst_upd_dt = '2001-01-01' where cust_no = ?", number);
		jdbc.update("alter table \"TBL_CUST\" enable trigger tbl_cust_touch");
		put(number, "{\"name\": \"Kantine\", \"category\": \"PRIVATE\", \"version\": 0, \"phone\": \"1\"}", 200);
		assertThat(jdbc.queryForObject(
				"select lst_upd_dt > localtimestamp - interval '1 minute' from \"TBL_CUST\" " + "where cust_no = ?",
				Boolean.class, number))
			.isTrue();
	}

	@Test
	void aCustomerNeedsAName() {
		as("dora").post()
			.uri("/api/customers")
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"name\": \" \", \"category\": \"PRIVATE\"}")
			.exchange()
			.expectStatus()
			.isBadRequest();
	}

	@Test
	void aCustomerGoesWithAllThatBelongsToIt() {
		long number = createCustomer("Kiosk");
		long order = createOrder(number, "Cooler leaks", "2030-01-01");
		as("tom").delete().uri("/api/customers/{number}", number).exchange().expectStatus().isForbidden();
		as("dora").delete().uri("/api/customers/{number}", number).exchange().expectStatus().isNoContent();
		as("dora").get().uri("/api/customers/{number}", number).exchange().expectStatus().isNotFound();
		assertThat(jdbc.queryForObject("select count(*) from \"TBL_WO\" where wo_no = ?", Long.class, order)).isZero();
		assertThat(jdbc.queryForObject("select count(*) from \"TBL_WO_POS\" where wo_no = ?", Long.class, order))
			.isZero();
	}

	private void put(long number, String body, int status) {
		as("dora").put()
			.uri("/api/customers/{number}", number)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isEqualTo(status);
	}

}
