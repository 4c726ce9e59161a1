package com.example.fieldservice.model;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedBy;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.MappedCollection;
import org.springframework.data.relational.core.mapping.Table;

/**
 * Something to be done at a customer's, with the parts it uses up.
 */
@Table("TBL_WO")
public class WorkOrder {

	@Id
	@Column("wo_no")
	private Long number;

	@Column("cust_no")
	private Long customerNumber;

	@Column("user")
	private String technician;

	@Column("depot_cd")
	private String depot;

	@Column("sts_cd")
	private WorkOrderStatus status = WorkOrderStatus.OPEN;

	@Column("subj")
	private String subject;

	@Column("txt")
	private String text;

	@Column("due_dt")
	private LocalDate dueDate;

	@Column("esc_flg")
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

	@MappedCollection(idColumn = "wo_no", keyColumn = "pos")
	private List<WorkOrderItem> items = new ArrayList<>();

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

	public List<WorkOrderItem> getItems() {
		return items;
	}

	public void setItems(List<WorkOrderItem> items) {
		this.items = items;
	}

}
