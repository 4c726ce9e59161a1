package io.offlinesync.sample.postgres;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

@Configuration(proxyBeanMethods = false)
@Conditional(EmbeddedServerConfiguration.NoDataSourceUrl.class)
@ImportRuntimeHints(EmbeddedServerConfiguration.Binaries.class)
class EmbeddedServerConfiguration {

	// Whatever uses the data source depends on this bean through it, and so is closed
	// before the server stops.
	@Bean
	EmbeddedServer embeddedServer(@Value("${sample.postgres.directory}") String directory) {
		return EmbeddedServer.start(Path.of(directory));
	}

	static class NoDataSourceUrl implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return !StringUtils.hasText(context.getEnvironment().getProperty("spring.datasource.url"));
		}

	}

	/**
	 * For a native image: the library ships PostgreSQL as files that it unpacks.
	 */
	static class Binaries implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("postgres-*.txz").registerPattern("sh/*.sh");
		}

	}

}
