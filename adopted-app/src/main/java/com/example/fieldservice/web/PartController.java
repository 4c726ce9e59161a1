package com.example.fieldservice.web;

import com.example.fieldservice.model.Part;
import com.example.fieldservice.repository.PartRepository;
import com.example.fieldservice.service.NotFoundException;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Spare parts.
 */
@RestController
@RequestMapping("/api/parts")
public class PartController {

	private final PartRepository parts;

	public PartController(PartRepository parts) {
		this.parts = parts;
	}

	@GetMapping("/{number}")
	public Part get(@PathVariable String number) {
		return parts.findById(number).orElseThrow(() -> new NotFoundException("No part " + number));
	}

}
