package com.example.fieldservice.service;

import java.util.List;

import com.example.fieldservice.model.WorkOrder;
import com.example.fieldservice.model.WorkOrderItem;
import com.example.fieldservice.model.WorkOrderStatus;
import com.example.fieldservice.repository.WorkOrderRepository;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is done with work orders.
 */
@Service
@Transactional
public class WorkOrderService {

	private final WorkOrderRepository orders;

	private final ApplicationEventPublisher events;

	public WorkOrderService(WorkOrderRepository orders, ApplicationEventPublisher events) {
		this.orders = orders;
		this.events = events;
	}

	@Transactional(readOnly = true)
	public List<WorkOrder> ofDepot(String depot) {
		return orders.findByDepotOrderByNumberDesc(depot);
	}

	@Transactional(readOnly = true)
	public WorkOrder get(Long number) {
		return orders.findById(number).orElseThrow(() -> new NotFoundException("No work order " + number));
	}

	public WorkOrder create(WorkOrder order, List<WorkOrderItem> items) {
		order.setItems(items);
		WorkOrder created = orders.save(order);
		events.publishEvent(new WorkOrderCreatedEvent(created));
		return created;
	}

	public WorkOrder addItem(Long number, WorkOrderItem item) {
		WorkOrder order = getOpen(number);
		order.getItems().add(item);
		return orders.save(order);
	}

	public WorkOrder setStatus(Long number, WorkOrderStatus status) {
		WorkOrder order = getOpen(number);
		order.setStatus(status);
		return orders.save(order);
	}

	public void delete(Long number) {
		orders.delete(get(number));
	}

	private WorkOrder getOpen(Long number) {
		WorkOrder order = get(number);
		if (order.getStatus() == WorkOrderStatus.DONE) {
			throw new WorkOrderClosedException(number);
		}
		return order;
	}

}
