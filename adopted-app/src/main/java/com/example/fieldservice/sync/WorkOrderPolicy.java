package com.example.fieldservice.sync;

import java.security.Principal;

import com.example.fieldservice.model.WorkOrder;
import com.example.fieldservice.model.WorkOrderStatus;
import com.example.fieldservice.service.UserService;
import io.offlinesync.ProposedWrite;
import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;

import org.springframework.stereotype.Component;

/**
 * Users have the orders of their depot. What is done is not changed, nothing is deleted,
 * and a new order has a number that its author was given.
 */
@Component
class WorkOrderPolicy implements SyncPolicy<WorkOrder> {

	private final UserService users;

	private final WorkOrderNumbers numbers;

	WorkOrderPolicy(UserService users, WorkOrderNumbers numbers) {
		this.users = users;
		this.numbers = numbers;
	}

	@Override
	public Where readable(Principal user) {
		return users.depotOf(user.getName()).map((depot) -> Where.eq("depot", depot)).orElse(Where.none());
	}

	@Override
	public boolean permits(Principal user, ProposedWrite<WorkOrder> write) {
		return switch (write.operation()) {
			case CREATE -> write.readableAfterwards() && numbers.wasGiven(write.after().getNumber(), user.getName());
			case UPDATE -> write.readableAfterwards() && write.before().getStatus() != WorkOrderStatus.DONE;
			case DELETE -> false;
		};
	}

}
