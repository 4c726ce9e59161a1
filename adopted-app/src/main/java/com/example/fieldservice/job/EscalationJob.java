package com.example.fieldservice.job;

import com.example.fieldservice.service.DispatchNotifier;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Escalates what should have been done.
 */
@Component
public class EscalationJob {

	private static final String ESCALATE = """
			update "TBL_WO" set esc_flg = 'Y', row_ver = row_ver + 1, lst_upd_dt = localtimestamp, lst_upd_by = 'escalation'
			where esc_flg = 'N' and sts_cd < 90 and due_dt < current_date
			returning wo_no, depot_cd, subj""";

	private final JdbcTemplate jdbc;

	private final DispatchNotifier notifier;

	public EscalationJob(JdbcTemplate jdbc, DispatchNotifier notifier) {
		this.jdbc = jdbc;
		this.notifier = notifier;
	}

	@Scheduled(initialDelayString = "${fieldservice.escalation.delay}",
			fixedDelayString = "${fieldservice.escalation.delay}")
	public void escalate() {
		jdbc.query(ESCALATE, (row) -> {
			notifier.tell("escalated", row.getString("depot_cd"), row.getLong("wo_no"), row.getString("subj"));
		});
	}

}
