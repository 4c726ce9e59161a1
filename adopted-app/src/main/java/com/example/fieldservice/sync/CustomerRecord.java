package com.example.fieldservice.sync;

import java.time.LocalDateTime;

import com.example.fieldservice.model.Address;
import com.example.fieldservice.model.CustomerCategory;
import io.offlinesync.ConflictStrategy;
import io.offlinesync.SyncedTable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A customer as clients have it: the table that
 * {@link com.example.fieldservice.model.Customer} is stored in, without what belongs to
 * others and without the credit limit.
 */
@SyncedTable(conflict = ConflictStrategy.MERGE_FIELDS)
@Table("TBL_CUST")
public class CustomerRecord {

	@Id
	@Column("cust_no")
	private Long number;

	@Column("NAME1")
	@NotBlank
	@Size(max = 80)
	private String name;

	@Column("cust_cat")
	@NotNull
	private CustomerCategory category;

	@Column("Tel")
	@Size(max = 40)
	private String phone;

	@Embedded.Nullable
	private Address address;

	@Version
	@Column("row_ver")
	private Integer version;

	@ReadOnlyProperty
	@Column("lst_upd_dt")
	private LocalDateTime updated;

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

}
