package io.offlinesync.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed, with the names of Micrometer's observations, which are those of the
 * timers and spans that are made of them.
 */
public enum SyncObservation implements ObservationDocumentation {

	/**
	 * A push, or a single create, update or delete: from its arrival at the engine until
	 * its outcome is known.
	 */
	PUSH("push", Keys.OUTCOME),

	/**
	 * A page of a comparison of what a client holds with what the database holds.
	 */
	RECONCILE("reconcile", Keys.TABLE, Keys.OUTCOME),

	/**
	 * A page of a stream's snapshot that is read from the database, with the table that
	 * it begins with.
	 */
	SNAPSHOT("snapshot", Keys.TABLE, Keys.OUTCOME),

	/**
	 * A page of the change log that a stream reads for itself, since it is behind.
	 */
	CATCH_UP("catch-up", Keys.OUTCOME),

	/**
	 * A page of the change log that holds something new, which a node reads once for all
	 * its streams and hands out.
	 */
	TAIL("tail", Keys.OUTCOME),

	/**
	 * A page of a stream on its way: from being handed to the connection until the client
	 * has acknowledged it, or, if it acknowledges none, until it was written.
	 */
	DELIVERY("delivery", Keys.OUTCOME);

	private static final String PREFIX = "offline.sync.";

	private final String name;

	private final KeyName[] keys;

	SyncObservation(String name, KeyName... keys) {
		this.name = name;
		this.keys = keys;
	}

	@Override
	public String getName() {
		return PREFIX + this.name;
	}

	@Override
	public String getContextualName() {
		return "offline sync " + this.name;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return DefaultSyncObservationConvention.class;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return this.keys.clone();
	}

	/**
	 * The names of tags, none of which has many values.
	 */
	public enum Keys implements KeyName {

		/**
		 * The name of a synced table, or {@code unknown} if a client asked for another.
		 */
		TABLE("table"),

		/**
		 * What became of it: {@code success}, {@code rejected} if a transaction of a push
		 * was, {@code not-attempted} if it has to be sent again; the code of an error,
		 * such as {@code unavailable}, or {@code error} for others; of a delivery
		 * {@code acknowledged}, {@code written} or {@code closed}. While it goes on,
		 * {@code unknown}.
		 */
		OUTCOME("outcome");

		private final String key;

		Keys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
