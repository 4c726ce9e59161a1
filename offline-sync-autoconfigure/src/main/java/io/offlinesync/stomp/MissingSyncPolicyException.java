package io.offlinesync.stomp;

import java.util.List;

/**
 * Clients would reach tables of which nobody has said who may read and write them.
 */
public class MissingSyncPolicyException extends RuntimeException {

	private final List<String> tables;

	MissingSyncPolicyException(List<String> tables) {
		super("There is no SyncPolicy for: " + String.join(", ", tables));
		this.tables = List.copyOf(tables);
	}

	/**
	 * The tables that lack one.
	 * @return their names
	 */
	public List<String> tables() {
		return this.tables;
	}

}
