package com.example.fieldservice.service;

import java.util.List;

import com.example.fieldservice.model.WorkOrder;
import com.example.fieldservice.model.WorkOrderItem;
import com.example.fieldservice.model.WorkOrderStatus;
import com.example.fieldservice.repository.WorkOrderItemRepository;
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

	private final WorkOrderItemRepository items;

	private final ApplicationEventPublisher events;

	public WorkOrderService(WorkOrderRepository orders, WorkOrderItemRepository items,
			ApplicationEventPublisher events) {
		this.orders = orders;
		this.items = items;
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

	@Transactional(readOnly = true)
	public List<WorkOrderItem> itemsOf(WorkOrder order) {
		return items.findByWorkOrderNumberOrderByPositionAscUidAsc(order.getNumber());
	}

	public WorkOrder create(WorkOrder order, List<WorkOrderItem> used) {
		WorkOrder created = orders.save(order);
		used.forEach((item) -> add(created, item));
		events.publishEvent(new WorkOrderCreatedEvent(created));
		return created;
	}

	public WorkOrder addItem(Long number, WorkOrderItem item) {
		WorkOrder order = getOpen(number);
		add(order, item);
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

	private void add(WorkOrder order, WorkOrderItem item) {
		item.setWorkOrderNumber(order.getNumber());
		item.setPosition(items.nextPosition(order.getNumber()));
		items.save(item);
	}

	private WorkOrder getOpen(Long number) {
		WorkOrder order = get(number);
		if (order.getStatus() == WorkOrderStatus.DONE) {
			throw new WorkOrderClosedException(number);
		}
		return order;
	}

}
