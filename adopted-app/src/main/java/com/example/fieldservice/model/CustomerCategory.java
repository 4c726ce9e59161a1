package com.example.fieldservice.model;

/**
 * What kind of customer it is, with the codes of the old system.
 */
public enum CustomerCategory {

	BUSINESS("B"), KEY_ACCOUNT("K"), PRIVATE("P");

	private final String code;

	CustomerCategory(String code) {
		this.code = code;
	}

	public String getCode() {
		return code;
	}

	public static CustomerCategory of(String code) {
		for (CustomerCategory category : values()) {
			if (category.code.equals(code)) {
				return category;
			}
		}
		throw new IllegalArgumentException("No category has the code " + code);
	}

}
