package io.offlinesync.existing;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.offlinesync.existing.domain.Project;
import io.offlinesync.existing.domain.Task;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ReachabilityMetadataTests {

	private static final TestDatabase NOWHERE = new TestDatabase("jdbc:postgresql://localhost:1/none", "nobody", "");

	@Test
	void aNativeImageKnowsMigrationsEntitiesAndWhatRequestsAreDispatchedTo(@TempDir Path folder) throws Exception {
		AheadOfTime application = AheadOfTime.process(folder, NOWHERE, "spring.main.web-application-type=servlet");
		JsonNode metadata = JsonMapper.shared()
			.readTree(application.classes()
				.resolve("META-INF/native-image/test/test/reachability-metadata.json")
				.toFile());
		assertThat(values(metadata.path("resources"), "glob")).contains("io/offlinesync/jdbc/schema/*.sql");
		for (String type : List.of(Task.class.getName(), Project.class.getName(),
				"io.offlinesync.stomp.SyncController")) {
			JsonNode found = stream(metadata.path("reflection"))
				.filter((candidate) -> candidate.path("type").asString("").equals(type))
				.findFirst()
				.orElseThrow(() -> new AssertionError(type + " is not in " + metadata));
			assertThat(found.path("allDeclaredMethods").asBoolean(false)).as(type).isTrue();
		}
	}

	private static List<String> values(JsonNode entries, String name) {
		return stream(entries).map((entry) -> entry.path(name).asString("")).toList();
	}

	private static Stream<JsonNode> stream(JsonNode entries) {
		return StreamSupport.stream(entries.spliterator(), false);
	}

}
