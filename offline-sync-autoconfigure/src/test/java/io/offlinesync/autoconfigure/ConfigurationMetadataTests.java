package io.offlinesync.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.offlinesync.actuate.HealthProperties;
import io.offlinesync.feed.FeedProperties;
import io.offlinesync.inspector.InspectorProperties;
import io.offlinesync.stomp.SecurityProperties;
import io.offlinesync.stomp.StompProperties;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.UrlResource;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private final Map<String, JsonNode> properties = properties();

	@Test
	void everyPropertyHasADescription() {
		assertThat(this.properties).isNotEmpty()
			.allSatisfy((name, property) -> assertThat(property.path("description").stringValue(""))
				.as("The description of " + name)
				.isNotBlank());
	}

	@Test
	void everyComponentIsAProperty() {
		Stream<String> root = components(OfflineSyncProperties.class, "offline-sync")
			.filter((name) -> !name.endsWith(".schema"));
		Stream<String> schema = components(OfflineSyncProperties.Schema.class, "offline-sync.schema");
		Stream<String> stomp = components(StompProperties.class, "offline-sync.stomp");
		Stream<String> security = components(SecurityProperties.class, "offline-sync.security");
		Stream<String> feed = components(FeedProperties.class, "offline-sync.feed");
		Stream<String> health = components(HealthProperties.class, "offline-sync.health");
		Stream<String> inspector = components(InspectorProperties.class, "offline-sync.inspector");
		assertThat(this.properties.keySet()).containsExactlyInAnyOrderElementsOf(
				Stream.of(root, schema, stomp, security, feed, health, inspector).flatMap((names) -> names).toList());
	}

	@Test
	void defaultsAreTold() {
		assertThat(this.properties.get("offline-sync.enabled").get("defaultValue").booleanValue()).isTrue();
		assertThat(this.properties.get("offline-sync.max-clock-skew").get("defaultValue").stringValue())
			.isEqualTo("1m");
		assertThat(this.properties.get("offline-sync.schema.name").get("defaultValue").stringValue())
			.isEqualTo("offline_sync");
		assertThat(this.properties.get("offline-sync.schema.mode").get("defaultValue").stringValue())
			.isEqualTo("migrate");
	}

	private static Stream<String> components(Class<?> type, String prefix) {
		return Arrays.stream(type.getRecordComponents())
			.map((component) -> prefix + "."
					+ component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
	}

	private static Map<String, JsonNode> properties() {
		Map<String, JsonNode> properties = new HashMap<>();
		try {
			List<URL> files = Collections
				.list(ConfigurationMetadataTests.class.getClassLoader().getResources(METADATA));
			for (URL file : files) {
				try (InputStream content = new UrlResource(file).getInputStream()) {
					JsonMapper.shared().readTree(content).path("properties").forEach((property) -> {
						String name = property.get("name").stringValue();
						if (name.startsWith("offline-sync.")) {
							properties.put(name, property);
						}
					});
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return properties;
	}

}
