package com.example.fieldservice.web;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

import com.example.fieldservice.model.Flag;
import com.example.fieldservice.model.WorkOrder;
import com.example.fieldservice.model.WorkOrderItem;
import com.example.fieldservice.model.WorkOrderStatus;

/**
 * A work order as the REST API has it.
 */
public class WorkOrderView {

	private final WorkOrder order;

	private final List<WorkOrderItem> items;

	public WorkOrderView(WorkOrder order, List<WorkOrderItem> items) {
		this.order = order;
		this.items = items;
	}

	public Long getNumber() {
		return order.getNumber();
	}

	public Long getCustomer() {
		return order.getCustomerNumber();
	}

	public String getTechnician() {
		return order.getTechnician();
	}

	public String getDepot() {
		return order.getDepot();
	}

	public WorkOrderStatus getStatus() {
		return order.getStatus();
	}

	public String getSubject() {
		return order.getSubject();
	}

	public String getText() {
		return order.getText();
	}

	public LocalDate getDueDate() {
		return order.getDueDate();
	}

	public boolean isEscalated() {
		return order.getEscalated() == Flag.Y;
	}

	public String getCreatedBy() {
		return order.getCreatedBy();
	}

	public String getUpdatedBy() {
		return order.getUpdatedBy();
	}

	public List<ItemView> getItems() {
		return items.stream().map(ItemView::new).toList();
	}

	/**
	 * A part that was used up.
	 */
	public static class ItemView {

		private final WorkOrderItem item;

		ItemView(WorkOrderItem item) {
			this.item = item;
		}

		public String getPart() {
			return item.getPartNumber();
		}

		public BigDecimal getQuantity() {
			return item.getQuantity();
		}

	}

}
