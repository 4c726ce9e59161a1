package io.offlinesync.existing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.offlinesync.existing.domain.ExistingApplication;
import io.offlinesync.testsupport.TestDatabase;

import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor;

/**
 * The existing application, processed ahead of time as Spring Boot's Maven plugin does
 * it.
 *
 * @param sources where the generated sources are
 * @param classes where the generated classes and resources are
 * @param arguments the application's properties as arguments
 */
record AheadOfTime(Path sources, Path classes, String... arguments) {

	/**
	 * Process the application.
	 * @param folder where its files go
	 * @param database its database, which is not connected to
	 * @param properties its other properties
	 * @return what has become of it
	 */
	static AheadOfTime process(Path folder, TestDatabase database, String... properties) throws IOException {
		String[] arguments = Stream
			.of(Stream.of(database.properties()), Stream.of(ExistingApplication.NO_MIGRATIONS), Stream.of(properties),
					Stream.of("spring.main.banner-mode=off", "spring.aot.repositories.enabled=false"))
			.flatMap((given) -> given.map((property) -> "--" + property))
			.toArray(String[]::new);
		Path sources = Files.createDirectories(folder.resolve("sources"));
		Path classes = Files.createDirectories(folder.resolve("classes"));
		AbstractAotProcessor.Settings settings = AbstractAotProcessor.Settings.builder()
			.sourceOutput(sources)
			.resourceOutput(classes)
			.classOutput(classes)
			.groupId("test")
			.artifactId("test")
			.build();
		new SpringApplicationAotProcessor(ExistingApplication.class, settings, arguments).process();
		return new AheadOfTime(sources, classes, arguments);
	}

}
