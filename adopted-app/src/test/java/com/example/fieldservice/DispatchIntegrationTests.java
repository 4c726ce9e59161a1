package com.example.fieldservice;

import com.example.fieldservice.job.EscalationJob;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DispatchIntegrationTests extends AbstractIntegrationTests {

	private static final String TOPIC = "/topic/dispatch/HH";

	@Autowired
	EscalationJob job;

	@Test
	void dispatchersHearOfNewOrders() throws Exception {
		try (StompConnection dora = StompConnection.open(port, "/ws", "dora")) {
			subscribe(dora, TOPIC);
			long number = createOrder(createCustomer("Bar"), "Beer cooler", "2030-01-01");
			assertThat(hear(dora, TOPIC)).contains("\"created\"", "\"number\":" + number, "Beer cooler");
		}
	}

	@Test
	void whatIsOverdueIsEscalatedOnce() throws Exception {
		long customer = createCustomer("Eisdiele");
		long overdue = createOrder(customer, "Display case", "2020-01-01");
		long done = createOrder(customer, "Freezer", "2020-01-01");
		jdbc.update("update \"TBL_WO\" set sts_cd = 90 where wo_no = ?", done);
		long later = createOrder(customer, "Cold store", "2090-01-01");
		try (StompConnection dora = StompConnection.open(port, "/ws", "dora")) {
			subscribe(dora, TOPIC);
			job.escalate();
			job.escalate();
			assertThat(hear(dora, TOPIC)).contains("\"escalated\"", "\"number\":" + overdue);
		}
		assertThat(jdbc.queryForList("select wo_no from \"TBL_WO\" where esc_flg = 'Y' and cust_no = ?", Long.class,
				customer))
			.containsExactly(overdue)
			.doesNotContain(done, later);
		assertThat(jdbc.queryForMap("select row_ver, lst_upd_by from \"TBL_WO\" where wo_no = ?", overdue))
			.containsEntry("row_ver", 1)
			.containsEntry("lst_upd_by", "escalation");
	}

	@Test
	void dispatchersTellEverybody() throws Exception {
		try (StompConnection dora = StompConnection.open(port, "/ws", "dora");
				StompConnection tom = StompConnection.open(port, "/ws", "tom")) {
			subscribe(tom, "/topic/notes");
			dora.send("/app/dispatch/note", "Snow on the A7");
			assertThat(hear(tom, "/topic/notes")).isEqualTo("dora: Snow on the A7");
		}
	}

	@Test
	void techniciansTellNobody() throws Exception {
		try (StompConnection tom = StompConnection.open(port, "/ws", "tom")) {
			tom.send("/app/dispatch/note", "Hello");
			await().until(() -> !tom.isConnected());
		}
	}

}
