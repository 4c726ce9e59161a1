package com.example.fieldservice.sync;

import java.security.Principal;
import java.util.Objects;

import com.example.fieldservice.model.WorkOrderItem;
import com.example.fieldservice.model.WorkOrderStatus;
import com.example.fieldservice.service.UserService;
import io.offlinesync.ProposedWrite;
import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Users have the parts of the orders of their depot, and change them as long as the order
 * is not done.
 */
@Component
class WorkOrderItemPolicy implements SyncPolicy<WorkOrderItem> {

	private final UserService users;

	private final JdbcTemplate jdbc;

	WorkOrderItemPolicy(UserService users, JdbcTemplate jdbc) {
		this.users = users;
		this.jdbc = jdbc;
	}

	@Override
	public Where readable(Principal user) {
		return users.depotOf(user.getName()).map((depot) -> Where.eq("depot", depot)).orElse(Where.none());
	}

	@Override
	public boolean permits(Principal user, ProposedWrite<WorkOrderItem> write) {
		WorkOrderItem before = write.before();
		WorkOrderItem after = write.after();
		Long order = (before != null) ? before.getWorkOrderNumber() : after.getWorkOrderNumber();
		boolean moved = before != null && after != null && !Objects.equals(order, after.getWorkOrderNumber());
		return write.readableAfterwards() && !moved && isOpen(order);
	}

	/**
	 * Whoever is about to finish the order waits for this transaction.
	 */
	private boolean isOpen(Long order) {
		return jdbc.queryForList("select sts_cd from \"TBL_WO\" where wo_no = ? for share", Integer.class, order)
			.stream()
			.allMatch((code) -> WorkOrderStatus.of(code) != WorkOrderStatus.DONE);
	}

}
