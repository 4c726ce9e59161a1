package io.offlinesync.jdbc.shapes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.offlinesync.testsupport.TestDatabase;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * An application whose entities and configuration a test chooses. The real scan finds
 * them, in a class path from which the other tests' entities are missing.
 */
final class ShapesApplication {

	private final TestDatabase database;

	private final List<Class<?>> entities = new ArrayList<>();

	private final List<Class<?>> configuration = new ArrayList<>(List.of(Application.class));

	private final List<String> properties = new ArrayList<>(
			List.of("spring.main.banner-mode=off", "spring.liquibase.enabled=false", "spring.flyway.enabled=false",
					"spring.datasource.hikari.maximum-pool-size=3"));

	private ShapesApplication(TestDatabase database) {
		this.database = database;
		this.properties.addAll(List.of(database.properties()));
	}

	static ShapesApplication on(TestDatabase database) {
		return new ShapesApplication(database);
	}

	/**
	 * An application on a database of its own.
	 * @param ddl the application's tables
	 */
	static ShapesApplication with(String ddl) {
		TestDatabase database = TestDatabase.create();
		database.jdbc().execute(ddl);
		return on(database);
	}

	ShapesApplication entities(Class<?>... types) {
		this.entities.addAll(Arrays.asList(types));
		return this;
	}

	ShapesApplication configured(Class<?>... types) {
		this.configuration.addAll(Arrays.asList(types));
		return this;
	}

	ShapesApplication properties(String... pairs) {
		this.properties.addAll(Arrays.asList(pairs));
		return this;
	}

	ConfigurableApplicationContext context() {
		return new SpringApplicationBuilder(this.configuration.toArray(Class<?>[]::new)).web(WebApplicationType.NONE)
			.resourceLoader(new ChosenEntities(this.entities))
			.properties(this.properties.toArray(String[]::new))
			.run();
	}

	RunningShapes start() {
		return new RunningShapes(context(), this.database);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = ShapesApplication.class)
	static class Application {

	}

	private static final class ChosenEntities extends PathMatchingResourcePatternResolver {

		private static final String PACKAGE = ShapesApplication.class.getPackageName().replace('.', '/');

		private final Set<String> files = new HashSet<>();

		ChosenEntities(List<Class<?>> entities) {
			entities.forEach((entity) -> this.files
				.add(entity.getName().substring(entity.getPackageName().length() + 1) + ".class"));
		}

		@Override
		public Resource[] getResources(String pattern) throws IOException {
			Resource[] found = super.getResources(pattern);
			return (pattern.contains(PACKAGE) && pattern.endsWith(".class")) ? Arrays.stream(found)
				.filter((resource) -> this.files.contains(resource.getFilename()))
				.toArray(Resource[]::new) : found;
		}

	}

}
