package io.offlinesync.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.offlinesync.autoconfigure.OfflineSyncProperties;
import io.offlinesync.docs.Document.Block;
import io.offlinesync.feed.FeedProperties;
import io.offlinesync.stomp.SecurityProperties;
import io.offlinesync.stomp.StompProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.UrlResource;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentationTests {

	private static final List<Document> DOCUMENTS = Document.all();

	/** But for those that tests are given. */
	private static final Pattern PROPERTY = Pattern.compile("(?<!-D)\\boffline-sync\\.[a-z][a-z0-9.-]*[a-z0-9]");

	private static final String PREFIX = "offline-sync.";

	@TempDir
	private Path output;

	@Test
	void everyLinkLeadsSomewhere() {
		assertThat(DOCUMENTS.stream().flatMap((document) -> document.brokenLinks().stream())).isEmpty();
	}

	@Test
	void everyPropertyThatIsNamedExists() {
		Set<String> properties = properties();
		assertThat(DOCUMENTS.stream()
			.flatMap((document) -> PROPERTY.matcher(document.text())
				.results()
				.map(MatchResult::group)
				.filter((name) -> !properties.contains(name))
				.map((name) -> document + ": " + name)))
			.isEmpty();
	}

	@Test
	void everyPropertyIsNamed() {
		String text = DOCUMENTS.stream().map(Document::text).collect(Collectors.joining("\n"));
		assertThat(properties()).isNotEmpty()
			.allMatch((name) -> Pattern.compile(Pattern.quote(name) + "(?![.-]?[a-z])").matcher(text).find()
					|| text.contains("`" + name.substring(PREFIX.length()) + "`"), "is in a document");
	}

	@Test
	void whatIsSaidToBeFromAFileIsThere() {
		assertThat(DOCUMENTS.stream().flatMap((document) -> document.misquoted().stream())).isEmpty();
	}

	@ParameterizedTest
	@MethodSource
	void javaCompiles(Block block) {
		assertThat(new JavaBlock(block).errors(this.output)).as(block.place()).isEmpty();
	}

	static Stream<Block> javaCompiles() {
		return blocks("java");
	}

	@ParameterizedTest
	@MethodSource
	void settingsCanBeRead(Block block) throws IOException {
		PropertySourceLoader loader = block.language().equals("yaml") ? new YamlPropertySourceLoader()
				: new PropertiesPropertySourceLoader();
		List<PropertySource<?>> sources = loader.load(block.place(),
				new ByteArrayResource(block.code().getBytes(StandardCharsets.UTF_8)));
		assertThat(sources).as(block.place()).isNotEmpty();
		for (PropertySource<?> source : sources) {
			assertThat(((EnumerablePropertySource<?>) source).getPropertyNames()).as(block.place())
				.allMatch((name) -> !name.startsWith(PREFIX) || properties().contains(name), "is a property");
			Binder binder = new Binder(ConfigurationPropertySource.from(source));
			binder.bindOrCreate("offline-sync", OfflineSyncProperties.class);
			binder.bindOrCreate("offline-sync.stomp", StompProperties.class);
			binder.bindOrCreate("offline-sync.security", SecurityProperties.class);
			binder.bindOrCreate("offline-sync.feed", FeedProperties.class);
		}
	}

	static Stream<Block> settingsCanBeRead() {
		return blocks("properties", "yaml");
	}

	private static Stream<Block> blocks(String... languages) {
		return DOCUMENTS.stream().flatMap((document) -> document.blocks(Set.of(languages)));
	}

	private static Set<String> properties() {
		Set<String> properties = new TreeSet<>();
		try {
			for (URL file : Collections.list(DocumentationTests.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream content = new UrlResource(file).getInputStream()) {
					JsonMapper.shared().readTree(content).path("properties").forEach((property) -> {
						String name = property.get("name").stringValue();
						if (name.startsWith(PREFIX)) {
							properties.add(name);
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
