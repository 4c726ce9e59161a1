package com.example.fieldservice.service;

/**
 * What is done cannot be changed.
 */
public class WorkOrderClosedException extends RuntimeException {

	public WorkOrderClosedException(Long number) {
		super("Work order " + number + " is done");
	}

}
