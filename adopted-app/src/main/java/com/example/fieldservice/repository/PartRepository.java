package com.example.fieldservice.repository;

import com.example.fieldservice.model.Part;

import org.springframework.data.repository.ListCrudRepository;

/**
 * The parts.
 */
public interface PartRepository extends ListCrudRepository<Part, String> {

}
