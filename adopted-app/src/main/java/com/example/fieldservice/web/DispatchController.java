package com.example.fieldservice.web;

import java.security.Principal;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Controller;

/**
 * What dispatchers tell everybody.
 */
@Controller
public class DispatchController {

	@MessageMapping("/dispatch/note")
	@SendTo("/topic/notes")
	public String note(String text, Principal dispatcher) {
		return dispatcher.getName() + ": " + text;
	}

}
