package io.offlinesync.inspector;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The page for developers.
 *
 * @param enabled Whether there is a page that shows what clients do, users' names and
 * conditions included, to everybody who may reach its path: for development.
 * @param pushes How many of the last pushes are remembered. Between 1 and 1000.
 */
@ConfigurationProperties("offline-sync.inspector")
public record InspectorProperties(@DefaultValue("false") boolean enabled, @DefaultValue("100") int pushes) {

	private static final int MOST_PUSHES = 1000;

	public InspectorProperties {
		if (pushes < 1 || pushes > MOST_PUSHES) {
			throw new InvalidConfigurationPropertyValueException("offline-sync.inspector.pushes", pushes,
					"It must be between 1 and 1000");
		}
	}

}
