package com.example.fieldservice.web;

import java.math.BigDecimal;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

/**
 * A part that was used up.
 */
public class ItemForm {

	@NotBlank
	private String part;

	@NotNull
	@Positive
	private BigDecimal quantity;

	public String getPart() {
		return part;
	}

	public void setPart(String part) {
		this.part = part;
	}

	public BigDecimal getQuantity() {
		return quantity;
	}

	public void setQuantity(BigDecimal quantity) {
		this.quantity = quantity;
	}

}
