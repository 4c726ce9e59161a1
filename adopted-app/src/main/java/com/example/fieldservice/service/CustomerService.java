package com.example.fieldservice.service;

import java.util.List;

import com.example.fieldservice.model.Customer;
import com.example.fieldservice.repository.CustomerRepository;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is done with customers.
 */
@Service
@Transactional
public class CustomerService {

	private final CustomerRepository customers;

	public CustomerService(CustomerRepository customers) {
		this.customers = customers;
	}

	@Transactional(readOnly = true)
	public List<Customer> find(String name) {
		return customers.findByNameStartingWithOrderByName(name);
	}

	@Transactional(readOnly = true)
	public Customer get(Long number) {
		return customers.findById(number).orElseThrow(() -> new NotFoundException("No customer " + number));
	}

	public Customer create(Customer customer) {
		customer.setNumber(null);
		customer.setVersion(null);
		return customers.save(customer);
	}

	public Customer update(Long number, Customer customer) {
		get(number);
		customer.setNumber(number);
		return customers.save(customer);
	}

	public void delete(Long number) {
		customers.delete(get(number));
	}

}
