package com.example.fieldservice.service;

/**
 * There is no such thing.
 */
public class NotFoundException extends RuntimeException {

	public NotFoundException(String message) {
		super(message);
	}

}
