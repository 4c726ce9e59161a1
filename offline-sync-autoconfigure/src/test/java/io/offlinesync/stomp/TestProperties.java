package io.offlinesync.stomp;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Properties as an application would have them.
 */
final class TestProperties {

	private TestProperties() {
	}

	/** The defaults, but for some, such as "max-streams=2". */
	static StompProperties of(String... properties) {
		Map<String, String> values = new HashMap<>();
		for (String property : properties) {
			String[] parts = property.split("=");
			values.put("offline-sync.stomp." + parts[0], parts[1]);
		}
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("offline-sync.stomp",
				StompProperties.class);
	}

}
