package com.example.fieldservice.model;

import java.math.BigDecimal;

import io.offlinesync.SyncedTable;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A spare part, and how many there are.
 */
@SyncedTable
@Table(schema = "inv", value = "parts")
public class Part {

	@Id
	@Column("part_no")
	private String number;

	@Column("descr")
	private String description;

	private BigDecimal price;

	@Column("stock_qty")
	private BigDecimal stock;

	public String getNumber() {
		return number;
	}

	public void setNumber(String number) {
		this.number = number;
	}

	public String getDescription() {
		return description;
	}

	public void setDescription(String description) {
		this.description = description;
	}

	public BigDecimal getPrice() {
		return price;
	}

	public void setPrice(BigDecimal price) {
		this.price = price;
	}

	public BigDecimal getStock() {
		return stock;
	}

	public void setStock(BigDecimal stock) {
		this.stock = stock;
	}

}
