package com.example.fieldservice.model;

import jakarta.validation.constraints.NotBlank;

import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A person to ask for at a customer's.
 */
@Table("TBL_CUST_CONT")
public class Contact {

	@Column("NAME1")
	@NotBlank
	private String name;

	@Column("Tel")
	private String phone;

	public String getName() {
		return name;
	}

	public void setName(String name) {
		this.name = name;
	}

	public String getPhone() {
		return phone;
	}

	public void setPhone(String phone) {
		this.phone = phone;
	}

}
