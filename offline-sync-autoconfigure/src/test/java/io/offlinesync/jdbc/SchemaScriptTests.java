package io.offlinesync.jdbc;

import java.io.IOException;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaScriptTests {

	@Test
	void hasAllMigrationsInTheirOrder() throws IOException {
		Resource[] found = new PathMatchingResourcePatternResolver()
			.getResources("classpath:io/offlinesync/jdbc/schema/*.sql");
		assertThat(SchemaScript.MIGRATIONS)
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(found).map(Resource::getFilename).toList())
			.endsWith("R__capture.sql");
		assertThat(SchemaScript.MIGRATIONS.subList(0, SchemaScript.MIGRATIONS.size() - 1)).isSorted();
	}

}
