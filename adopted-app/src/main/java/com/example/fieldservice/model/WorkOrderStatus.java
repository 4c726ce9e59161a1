package com.example.fieldservice.model;

/**
 * How far a work order is, with the codes of the old system.
 */
public enum WorkOrderStatus {

	OPEN(10), IN_PROGRESS(20), DONE(90);

	private final int code;

	WorkOrderStatus(int code) {
		this.code = code;
	}

	public int getCode() {
		return code;
	}

	public static WorkOrderStatus of(int code) {
		for (WorkOrderStatus status : values()) {
			if (status.code == code) {
				return status;
			}
		}
		throw new IllegalArgumentException("No status has the code " + code);
	}

}
