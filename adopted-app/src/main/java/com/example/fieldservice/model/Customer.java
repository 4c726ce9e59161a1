package com.example.fieldservice.model;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.MappedCollection;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A customer, with those to ask for there.
 */
@Table("TBL_CUST")
public class Customer {

	@Id
	@Column("cust_no")
	private Long number;

	@Column("NAME1")
	@NotBlank
	@Size(max = 80)
	private String name;

	@Column("cust_cat")
	@NotNull
	private CustomerCategory category = CustomerCategory.BUSINESS;

	@Column("Tel")
	@Size(max = 40)
	private String phone;

	@Embedded.Nullable
	private Address address;

	@Column("cred_lim")
	@NotNull
	private BigDecimal creditLimit = BigDecimal.ZERO;

	@Version
	@Column("row_ver")
	private Integer version;

	@ReadOnlyProperty
	@Column("lst_upd_dt")
	private LocalDateTime updated;

	@MappedCollection(idColumn = "cust_no")
	private Set<@Valid Contact> contacts = new LinkedHashSet<>();

	public Long getNumber() {
		return number;
	}

	public void setNumber(Long number) {
		this.number = number;
	}

	public String getName() {
		return name;
	}

	public void setName(String name) {
		this.name = name;
	}

	public CustomerCategory getCategory() {
		return category;
	}

	public void setCategory(CustomerCategory category) {
		this.category = category;
	}

	public String getPhone() {
		return phone;
	}

	public void setPhone(String phone) {
		this.phone = phone;
	}

	public Address getAddress() {
		return address;
	}

	public void setAddress(Address address) {
		this.address = address;
	}

	public BigDecimal getCreditLimit() {
		return creditLimit;
	}

	public void setCreditLimit(BigDecimal creditLimit) {
		this.creditLimit = creditLimit;
	}

	public Integer getVersion() {
		return version;
	}

	public void setVersion(Integer version) {
		this.version = version;
	}

	public LocalDateTime getUpdated() {
		return updated;
	}

	public void setUpdated(LocalDateTime updated) {
		this.updated = updated;
	}

	public Set<Contact> getContacts() {
		return contacts;
	}

	public void setContacts(Set<Contact> contacts) {
		this.contacts = contacts;
	}

}
