package com.example.fieldservice.web;

import java.util.List;

import com.example.fieldservice.model.WorkOrder;
import com.example.fieldservice.model.WorkOrderItem;
import com.example.fieldservice.model.WorkOrderStatus;
import com.example.fieldservice.service.WorkOrderService;
import jakarta.validation.Valid;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Work orders.
 */
@RestController
@RequestMapping("/api/work-orders")
public class WorkOrderController {

	private final WorkOrderService service;

	public WorkOrderController(WorkOrderService service) {
		this.service = service;
	}

	@GetMapping
	public List<WorkOrderView> ofDepot(@RequestParam String depot) {
		return service.ofDepot(depot).stream().map(this::view).toList();
	}

	@GetMapping("/{number}")
	public WorkOrderView get(@PathVariable Long number) {
		return view(service.get(number));
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	public WorkOrderView create(@Valid @RequestBody WorkOrderForm form) {
		WorkOrder order = new WorkOrder();
		order.setCustomerNumber(form.getCustomer());
		order.setTechnician(form.getTechnician());
		order.setDepot(form.getDepot());
		order.setSubject(form.getSubject());
		order.setText(form.getText());
		order.setDueDate(form.getDueDate());
		return view(service.create(order, form.getItems().stream().map(WorkOrderController::item).toList()));
	}

	@PostMapping("/{number}/items")
	public WorkOrderView addItem(@PathVariable Long number, @Valid @RequestBody ItemForm form) {
		return view(service.addItem(number, item(form)));
	}

	@PutMapping("/{number}/status")
	public WorkOrderView setStatus(@PathVariable Long number, @RequestBody WorkOrderStatus status) {
		return view(service.setStatus(number, status));
	}

	@DeleteMapping("/{number}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	public void delete(@PathVariable Long number) {
		service.delete(number);
	}

	private WorkOrderView view(WorkOrder order) {
		return new WorkOrderView(order, service.itemsOf(order));
	}

	private static WorkOrderItem item(ItemForm form) {
		WorkOrderItem item = new WorkOrderItem();
		item.setPartNumber(form.getPart());
		item.setQuantity(form.getQuantity());
		return item;
	}

}
