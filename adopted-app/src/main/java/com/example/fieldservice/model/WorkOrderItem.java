package com.example.fieldservice.model;

import java.math.BigDecimal;
import java.util.UUID;

import io.offlinesync.SyncedTable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A part that a work order uses up.
 */
@SyncedTable
@Table("TBL_WO_POS")
public class WorkOrderItem {

	@Id
	private UUID uid;

	@Column("wo_no")
	@NotNull
	private Long workOrderNumber;

	@Column("pos")
	@NotNull
	private Integer position;

	@Column("part_no")
	@NotBlank
	private String partNumber;

	@Column("qty")
	@NotNull
	@Positive
	private BigDecimal quantity;

	@ReadOnlyProperty
	@Column("depot_cd")
	private String depot;

	public UUID getUid() {
		return uid;
	}

	public void setUid(UUID uid) {
		this.uid = uid;
	}

	public Long getWorkOrderNumber() {
		return workOrderNumber;
	}

	public void setWorkOrderNumber(Long workOrderNumber) {
		this.workOrderNumber = workOrderNumber;
	}

	public Integer getPosition() {
		return position;
	}

	public void setPosition(Integer position) {
		this.position = position;
	}

	public String getPartNumber() {
		return partNumber;
	}

	public void setPartNumber(String partNumber) {
		this.partNumber = partNumber;
	}

	public BigDecimal getQuantity() {
		return quantity;
	}

	public void setQuantity(BigDecimal quantity) {
		this.quantity = quantity;
	}

	public String getDepot() {
		return depot;
	}

	public void setDepot(String depot) {
		this.depot = depot;
	}

}
