package io.offlinesync.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.offlinesync.jdbc.SchemaMode;
import io.offlinesync.jdbc.UnknownFields;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Properties of the library.
 *
 * @param enabled whether the library does anything at all
 * @param maxClockSkew how far a client's clock may be ahead of the database's. Later
 * stamps are refused, or set back if the client is remembered
 * @param retention how long changes, tombstones and the outcomes of clients' transactions
 * are kept. A client that was away for longer reads anew
 * @param unknownFields what happens to fields in the data of clients that a table does
 * not have, or that clients do not see
 * @param schema the library's own tables
 */
@ConfigurationProperties("offline-sync")
public record OfflineSyncProperties(@DefaultValue("true") boolean enabled, @DefaultValue("1m") Duration maxClockSkew,
		@DefaultValue("30d") Duration retention, @DefaultValue("refuse") UnknownFields unknownFields,
		@DefaultValue Schema schema) {

	private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(10);

	private static final int MAX_NAME_BYTES = 63;

	public OfflineSyncProperties {
		if (maxClockSkew.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("offline-sync.max-clock-skew", maxClockSkew,
					"It must not be negative");
		}
		if (retention.compareTo(SHORTEST_RETENTION) < 0) {
			throw new InvalidConfigurationPropertyValueException("offline-sync.retention", retention,
					"It must be at least ten minutes, and should be longer than clients are away");
		}
		if (retention.compareTo(maxClockSkew) <= 0) {
			// Else a tombstone could be purged before its time, and what is written then
			// would be older than what was deleted.
			throw new InvalidConfigurationPropertyValueException("offline-sync.retention", retention,
					"It must be longer than offline-sync.max-clock-skew, which is " + maxClockSkew);
		}
	}

	/**
	 * The library's own tables.
	 *
	 * @param name the schema they are in
	 * @param mode what happens to them, and to the triggers on the synced tables, at
	 * startup
	 * @param print whether the log is to hold all that would create them, for somebody to
	 * run it by hand
	 */
	public record Schema(@DefaultValue("offline_sync") String name, @DefaultValue("migrate") SchemaMode mode,
			@DefaultValue("false") boolean print) {

		public Schema {
			if (name.isBlank() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
				throw new InvalidConfigurationPropertyValueException("offline-sync.schema.name", name,
						"It must be a name of at most 63 bytes, since PostgreSQL cuts longer ones");
			}
		}

	}

}
