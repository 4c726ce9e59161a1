package com.example.fieldservice.sync;

import java.security.Principal;
import java.util.List;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Where clients get numbers for orders that they may create later, when they are offline.
 */
@RestController
@RequestMapping("/api/work-order-numbers")
class WorkOrderNumbersController {

	private static final int MOST = 100;

	private final WorkOrderNumbers numbers;

	WorkOrderNumbersController(WorkOrderNumbers numbers) {
		this.numbers = numbers;
	}

	@PostMapping
	List<Long> give(@RequestParam(defaultValue = "20") int count, Principal user) {
		if (count < 1 || count > MOST) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "From 1 to " + MOST + " numbers at a time");
		}
		return numbers.give(user.getName(), count);
	}

}
