package com.example.fieldservice.model;

import org.springframework.data.relational.core.mapping.Column;

/**
 * Where a customer is.
 */
public class Address {

	@Column("str")
	private String street;

	@Column("zip")
	private String zipCode;

	@Column("city")
	private String city;

	public String getStreet() {
		return street;
	}

	public void setStreet(String street) {
		this.street = street;
	}

	public String getZipCode() {
		return zipCode;
	}

	public void setZipCode(String zipCode) {
		this.zipCode = zipCode;
	}

	public String getCity() {
		return city;
	}

	public void setCity(String city) {
		this.city = city;
	}

}
