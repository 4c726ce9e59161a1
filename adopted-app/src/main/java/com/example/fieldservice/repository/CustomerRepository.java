package com.example.fieldservice.repository;

import java.util.List;

import com.example.fieldservice.model.Customer;

import org.springframework.data.repository.ListCrudRepository;

/**
 * The customers.
 */
public interface CustomerRepository extends ListCrudRepository<Customer, Long> {

	List<Customer> findByNameStartingWithOrderByName(String name);

}
