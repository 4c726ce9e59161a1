package io.offlinesync.docs;

import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import io.offlinesync.docs.Document.Block;

/**
 * Java code in a document: types, members of a type, or statements. Its context may have
 * imports, types and members that it uses, and what the type around it implements.
 */
final class JavaBlock {

	/** What readers find by themselves, as their IDE does. */
	private static final List<String> PACKAGES = List.of("io.offlinesync", "java.security", "java.time", "java.util",
			"org.jspecify.annotations", "org.springframework.boot", "org.springframework.boot.autoconfigure",
			"org.springframework.context.annotation", "org.springframework.data.annotation",
			"org.springframework.data.relational.core.mapping", "org.springframework.data.repository",
			"org.springframework.stereotype", "org.springframework.transaction.annotation",
			"org.springframework.transaction.event");

	private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

	private final String imports;

	private final String interfaces;

	private final String context;

	private final String code;

	JavaBlock(Block block) {
		this.imports = Stream
			.of(PACKAGES.stream().map((name) -> "import " + name + ".*;"), lines(block.context(), "import "),
					lines(block.code(), "import "))
			.flatMap((lines) -> lines)
			.collect(Collectors.joining("\n"));
		this.interfaces = lines(block.context(), "implements ").collect(Collectors.joining());
		this.context = block.context().replaceAll("(?m)^(import|implements) .*$", "");
		this.code = block.code().replaceAll("(?m)^(import|package) .*$", "");
	}

	private static Stream<String> lines(String text, String start) {
		return text.lines().filter((line) -> line.startsWith(start));
	}

	/**
	 * What the compiler says against it.
	 * @param output where classes may go
	 * @return the errors, none if it compiles
	 */
	List<String> errors(Path output) {
		return Stream.of(this.code, "void statements() throws Exception {\n" + this.code + "\n}")
			.map((members) -> errors("""
					%s
					abstract class Context {
					%s
					abstract static class Snippet extends Context %s {
					%s
					}
					}""".formatted(this.imports, this.context, this.interfaces, members), output))
			.min(Comparator.comparingInt(List::size))
			.orElseThrow();
	}

	private static List<String> errors(String source, Path output) {
		DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
		List<String> options = List.of("-proc:none", "-Xlint:none", "-d", output.toString(), "-classpath",
				System.getProperty("java.class.path"));
		COMPILER.getTask(null, null, found, options, null, List.of(new Source(source))).call();
		return found.getDiagnostics()
			.stream()
			.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
			.map((diagnostic) -> diagnostic.getMessage(Locale.ROOT) + ": "
					+ source.lines().skip(diagnostic.getLineNumber() - 1).findFirst().orElse("").strip())
			.toList();
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String text) {
			super(URI.create("string:///Context.java"), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
