package io.offlinesync.jdbc;

import java.io.Reader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Collection;

import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Gives Flyway the migrations by their names. Left to itself it would look through the
 * class path, which a native image does not have.
 */
final class SchemaMigrations implements ResourceProvider {

	@Override
	public @Nullable LoadableResource getResource(String name) {
		return SchemaScript.MIGRATIONS.contains(name) ? new Migration(name) : null;
	}

	@Override
	public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
		return SchemaScript.MIGRATIONS.stream()
			.filter((name) -> name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith))
			.<LoadableResource>map(Migration::new)
			.toList();
	}

	private static final class Migration extends LoadableResource {

		private final String name;

		private Migration(String name) {
			this.name = name;
		}

		@Override
		public Reader read() {
			return new StringReader(SchemaScript.read(this.name));
		}

		@Override
		public String getAbsolutePath() {
			return SchemaScript.LOCATION + this.name;
		}

		@Override
		public String getAbsolutePathOnDisk() {
			return getAbsolutePath();
		}

		@Override
		public String getFilename() {
			return this.name;
		}

		@Override
		public String getRelativePath() {
			return this.name;
		}

	}

}
