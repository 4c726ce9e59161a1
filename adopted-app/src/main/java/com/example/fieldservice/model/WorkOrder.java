package com.example.fieldservice.model;

import java.time.LocalDate;
import java.time.LocalDateTime;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.offlinesync.ConflictStrategy;
import io.offlinesync.SyncedTable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedBy;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

/**
 * Something to be done at a customer's.
 */
@SyncedTable(conflict = ConflictStrategy.MERGE_FIELDS)
@Table("TBL_WO")
public class WorkOrder {

	@Id
	@Column("wo_no")
	private Long number;

	@Column("cust_no")
	@NotNull
	private Long customerNumber;

	@Column("user")
	private String technician;

	@Column("depot_cd")
	@NotBlank
	private String depot;

	@Column("sts_cd")
	@NotNull
	private WorkOrderStatus status = WorkOrderStatus.OPEN;

	@Column("subj")
	@NotBlank
	@Size(max = 120)
	private String subject;

	@Column("txt")
	private String text;

	@Column("due_dt")
	private LocalDate dueDate;

	@Column("esc_flg")
	@JsonProperty(access = JsonProperty.Access.READ_ONLY)
	private Flag escalated = Flag.N;

	@Version
	@Column("row_ver")
	private Integer version;

	@CreatedDate
	@Column("crt_dt")
	private LocalDateTime created;

	@CreatedBy
	@Column("crt_by")
	private String createdBy;

	@LastModifiedDate
	@Column("lst_upd_dt")
	private LocalDateTime updated;

	@LastModifiedBy
	@Column("lst_upd_by")
	private String updatedBy;

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

	public String getTechnician() {
		return technician;
	}

	public void setTechnician(String technician) {
		this.technician = technician;
	}

	public String getDepot() {
		return depot;
	}

	public void setDepot(String depot) {
		this.depot = depot;
	}

	public WorkOrderStatus getStatus() {
		return status;
	}

	public void setStatus(WorkOrderStatus status) {
		this.status = status;
	}

	public String getSubject() {
		return subject;
	}

	public void setSubject(String subject) {
		this.subject = subject;
	}

	public String getText() {
		return text;
	}

	public void setText(String text) {
		this.text = text;
	}

	public LocalDate getDueDate() {
		return dueDate;
	}

	public void setDueDate(LocalDate dueDate) {
		this.dueDate = dueDate;
	}

	public Flag getEscalated() {
		return escalated;
	}

	public void setEscalated(Flag escalated) {
		this.escalated = escalated;
	}

	public Integer getVersion() {
		return version;
	}

	public void setVersion(Integer version) {
		this.version = version;
	}

	public LocalDateTime getCreated() {
		return created;
	}

	public void setCreated(LocalDateTime created) {
		this.created = created;
	}

	public String getCreatedBy() {
		return createdBy;
	}

	public void setCreatedBy(String createdBy) {
		this.createdBy = createdBy;
	}

	public LocalDateTime getUpdated() {
		return updated;
	}

	public void setUpdated(LocalDateTime updated) {
		this.updated = updated;
	}

	public String getUpdatedBy() {
		return updatedBy;
	}

	public void setUpdatedBy(String updatedBy) {
		this.updatedBy = updatedBy;
	}

}
