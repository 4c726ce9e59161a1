package com.example.fieldservice.model;

/**
 * Yes or no, as the old system has it.
 */
public enum Flag {

	Y, N

}
