package io.offlinesync.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document in Markdown.
 *
 * @param path where it is
 * @param text its text
 */
record Document(Path path, String text) {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	/** With what a comment before it says that its readers need not see. */
	private static final Pattern BLOCK = Pattern.compile(
			"(?:<!-- (compile|from):(.*?)-->\\s*)?^ *```(\\w*)\\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern INLINE_CODE = Pattern.compile("`[^`\\n]*`");

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)|\\bsrc=\"([^\"]+)\"");

	private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

	static List<Document> all() {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			Stream<Path> others = Stream.of(ROOT.resolve("README.md"),
					ROOT.resolve("offline-sync-benchmarks/README.md"));
			return Stream.concat(others, docs.filter((path) -> path.toString().endsWith(".md")).sorted())
				.map(Document::read)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Document read(Path path) {
		try {
			return new Document(path, Files.readString(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The links that do not lead anywhere, of those that stay inside of the project.
	 */
	List<String> brokenLinks() {
		List<String> broken = new ArrayList<>();
		Matcher link = LINK.matcher(INLINE_CODE.matcher(withoutBlocks()).replaceAll(""));
		while (link.find()) {
			String target = Objects.requireNonNullElse(link.group(1), link.group(2));
			if (!target.matches("(https?|mailto):.*") && !leadsSomewhere(target)) {
				broken.add(this + ": " + target);
			}
		}
		return broken;
	}

	private boolean leadsSomewhere(String target) {
		String[] parts = target.split("#", 2);
		Path file = parts[0].isEmpty() ? this.path : this.path.resolveSibling(parts[0]).normalize();
		return Files.exists(file) && (parts.length == 1 || read(file).anchors().contains(parts[1]));
	}

	/**
	 * What GitHub calls the headings.
	 */
	private Set<String> anchors() {
		Set<String> anchors = new HashSet<>();
		Matcher heading = HEADING.matcher(withoutBlocks());
		while (heading.find()) {
			String name = heading.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-');
			String anchor = name;
			for (int i = 1; !anchors.add(anchor); i++) {
				anchor = name + "-" + i;
			}
		}
		return anchors;
	}

	private String withoutBlocks() {
		return BLOCK.matcher(this.text).replaceAll("");
	}

	/**
	 * The code in some languages that is to be compiled or read.
	 */
	Stream<Block> blocks(Set<String> languages) {
		return blocks().filter((block) -> block.source().isEmpty() && languages.contains(block.language()));
	}

	private Stream<Block> blocks() {
		return BLOCK.matcher(this.text).results().map((block) -> {
			String comment = Objects.requireNonNullElse(block.group(2), "").strip();
			boolean quoted = "from".equals(block.group(1));
			return new Block(this + ":" + (1 + this.text.substring(0, block.start(4)).lines().count()), block.group(3),
					quoted ? "" : comment, quoted ? comment : "", block.group(4).stripIndent());
		});
	}

	/**
	 * The lines that are not in the file that they are said to be from.
	 */
	List<String> misquoted() {
		List<String> missing = new ArrayList<>();
		blocks().filter((block) -> !block.source().isEmpty()).forEach((block) -> {
			Iterator<String> lines = read(ROOT.resolve(block.source())).text().lines().map(String::strip).iterator();
			block.code().lines().map(String::strip).filter((line) -> !line.contains("…")).forEach((line) -> {
				while (!line.isEmpty() && !(lines.hasNext() && lines.next().equals(line))) {
					if (!lines.hasNext()) {
						missing.add(block + ": " + line);
						return;
					}
				}
			});
		});
		return missing;
	}

	@Override
	public String toString() {
		return ROOT.relativize(this.path).toString();
	}

	/**
	 * Code in a document.
	 *
	 * @param place where it begins
	 * @param language the language
	 * @param context what has to be there for it to be compiled
	 * @param source the file of the project that it is from, if it is, in which it is
	 * compiled
	 * @param code the code
	 */
	record Block(String place, String language, String context, String source, String code) {

		@Override
		public String toString() {
			return this.place;
		}

	}

}
