package com.example.fieldservice.sync;

import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Numbers for the orders that clients create. They come from the sequence that numbers
 * the application's own orders, which gives none twice.
 */
@Component
class WorkOrderNumbers {

	private static final String GIVE = """
			insert into wo_no_given (wo_no, login)
			select nextval(pg_get_serial_sequence('"TBL_WO"', 'wo_no')), ? from generate_series(1, ?)
			returning wo_no""";

	private final JdbcTemplate jdbc;

	WorkOrderNumbers(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	List<Long> give(String login, int count) {
		return jdbc.queryForList(GIVE, Long.class, login, count);
	}

	boolean wasGiven(Long number, String login) {
		return Boolean.TRUE.equals(jdbc.queryForObject(
				"select exists (select from wo_no_given where wo_no = ? and login = ?)", Boolean.class, number, login));
	}

}
