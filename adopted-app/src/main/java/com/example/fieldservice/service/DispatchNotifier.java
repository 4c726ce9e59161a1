package com.example.fieldservice.service;

import java.util.Map;

import com.example.fieldservice.model.WorkOrder;
import io.offlinesync.RecordCreatedEvent;

import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Tells the dispatchers of a depot what happens.
 */
@Component
public class DispatchNotifier {

	private final SimpMessagingTemplate messages;

	public DispatchNotifier(SimpMessagingTemplate messages) {
		this.messages = messages;
	}

	@TransactionalEventListener
	public void created(WorkOrderCreatedEvent event) {
		created(event.getOrder());
	}

	/**
	 * Clients do not go through the service.
	 */
	@TransactionalEventListener
	public void createdByClient(RecordCreatedEvent<WorkOrder> event) {
		created(event.record().value());
	}

	private void created(WorkOrder order) {
		tell("created", order.getDepot(), order.getNumber(), order.getSubject());
	}

	public void tell(String what, String depot, Long number, String subject) {
		messages.convertAndSend("/topic/dispatch/" + depot,
				(Object) Map.of("what", what, "number", number, "subject", subject));
	}

}
