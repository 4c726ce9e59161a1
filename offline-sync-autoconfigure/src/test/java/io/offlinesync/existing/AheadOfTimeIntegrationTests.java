package io.offlinesync.existing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.offlinesync.existing.domain.ExistingApplication;
import io.offlinesync.existing.domain.Task;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AheadOfTimeIntegrationTests {

	@Test
	void anApplicationThatWasProcessedAheadOfTimeStarts(@TempDir Path folder) throws Exception {
		TestDatabase database = ExistingApplication.database();
		AheadOfTime application = AheadOfTime.process(folder, database, "spring.main.web-application-type=none");
		compile(application.sources(), application.classes());
		System.setProperty("spring.aot.enabled", "true");
		try (IsolatedClassPath classPath = IsolatedClassPath.with(application.classes());
				AutoCloseable context = classPath.start(ExistingApplication.class, application.arguments())) {
			Object[] names = (Object[]) context.getClass()
				.getMethod("getBeanNamesForType", Class.class)
				.invoke(context, classPath.load("io.offlinesync.SyncedRepository"));
			assertThat(names).hasSize(2).anyMatch((name) -> name.toString().contains(Task.class.getName()));
		}
		finally {
			System.clearProperty("spring.aot.enabled");
		}
		assertThat(database.jdbc().queryForObject("select count(*) from offline_sync.sync_state", Long.class)).isOne();
	}

	private static void compile(Path sources, Path classes) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (Stream<Path> files = Files.walk(sources);
				StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			List<Path> java = files.filter((file) -> file.toString().endsWith(".java")).toList();
			List<String> options = List.of("-d", classes.toString(), "-proc:none", "-nowarn", "-cp",
					classes + System.getProperty("path.separator") + System.getProperty("java.class.path"));
			assertThat(compiler.getTask(null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(java))
				.call()).isTrue();
		}
	}

}
