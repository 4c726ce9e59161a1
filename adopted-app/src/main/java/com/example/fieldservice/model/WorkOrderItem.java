package com.example.fieldservice.model;

import java.math.BigDecimal;

import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A part that a work order uses up.
 */
@Table("TBL_WO_POS")
public class WorkOrderItem {

	@Column("part_no")
	private String partNumber;

	@Column("qty")
	private BigDecimal quantity;

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

}
