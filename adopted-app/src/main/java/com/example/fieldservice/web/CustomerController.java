package com.example.fieldservice.web;

import java.util.List;

import com.example.fieldservice.model.Customer;
import com.example.fieldservice.service.CustomerService;
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
 * Customers.
 */
@RestController
@RequestMapping("/api/customers")
public class CustomerController {

	private final CustomerService service;

	public CustomerController(CustomerService service) {
		this.service = service;
	}

	@GetMapping
	public List<Customer> find(@RequestParam(defaultValue = "") String name) {
		return service.find(name);
	}

	@GetMapping("/{number}")
	public Customer get(@PathVariable Long number) {
		return service.get(number);
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	public Customer create(@Valid @RequestBody Customer customer) {
		return service.create(customer);
	}

	@PutMapping("/{number}")
	public Customer update(@PathVariable Long number, @Valid @RequestBody Customer customer) {
		return service.update(number, customer);
	}

	@DeleteMapping("/{number}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	public void delete(@PathVariable Long number) {
		service.delete(number);
	}

}
