package com.example.fieldservice.service;

import com.example.fieldservice.model.WorkOrder;

/**
 * There is a new work order.
 */
public class WorkOrderCreatedEvent {

	private final WorkOrder order;

	public WorkOrderCreatedEvent(WorkOrder order) {
		this.order = order;
	}

	public WorkOrder getOrder() {
		return order;
	}

}
