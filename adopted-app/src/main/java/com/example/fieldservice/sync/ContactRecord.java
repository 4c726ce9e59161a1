package com.example.fieldservice.sync;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A person to ask for at a customer's, as clients have it. It gets another id whenever
 * the application saves its customer, so clients only read it.
 */
@SyncedTable
@Table("TBL_CUST_CONT")
public class ContactRecord {

	@Id
	@Column("cont_no")
	private Long number;

	@Column("cust_no")
	private Long customerNumber;

	@Column("NAME1")
	private String name;

	@Column("Tel")
	private String phone;

	public Long getNumber() {
		return number;
	}

	public void setNumber(Long number) {
		this.number = number;
	}

	public Long getCustomerNumber() {
		return customerNumber;
	}

	public void setCustomerNumber(Long customerNumber) {
		this.customerNumber = customerNumber;
	}

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
