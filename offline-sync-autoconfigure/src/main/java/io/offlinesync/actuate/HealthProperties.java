package io.offlinesync.actuate;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * When the health indicator objects.
 *
 * @param stuckAfter How long a transaction may keep purges from going on, before the
 * health is DEGRADED, which says whose it is.
 * @param tailLag How long the tail reader may fail to hand out what is new, before the
 * health is DOWN.
 */
@ConfigurationProperties("offline-sync.health")
public record HealthProperties(@DefaultValue("15m") Duration stuckAfter, @DefaultValue("1m") Duration tailLag) {

	public HealthProperties {
		check("stuck-after", stuckAfter);
		check("tail-lag", tailLag);
	}

	private static void check(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new InvalidConfigurationPropertyValueException("offline-sync.health." + name, value,
					"It must be positive");
		}
	}

}
