import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Checks that what was deployed into a folder has all that Maven Central asks for but signatures, and that the BOM
 * manages all of it: {@code java .ci/CheckPublished.java folder}.
 */
class CheckPublished {

	private static final String GROUP = "io.offlinesync";

	private static final String BOM = "offline-sync-bom";

	private static final String CLIENT = "offline-sync-client";

	private static final List<String> REQUIRED = List.of("name", "description", "url", "inceptionYear",
			"organization/name", "licenses/license/name", "licenses/license/url", "developers/developer/name",
			"developers/developer/organization", "scm/connection", "scm/developerConnection", "scm/url",
			"issueManagement/url");

	private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

	private final Map<String, Element> poms = new TreeMap<>();

	private final Map<String, Map<String, Path>> jars = new TreeMap<>();

	private final List<String> problems = new ArrayList<>();

	public static void main(String[] arguments) throws Exception {
		if (arguments.length != 1) {
			System.err.println("Say which folder: java .ci/CheckPublished.java folder");
			System.exit(2);
		}
		CheckPublished check = new CheckPublished();
		check.read(Path.of(arguments[0], GROUP.split("[.]")));
		check.checkPoms();
		check.checkJars();
		check.checkBom();
		check.problems.forEach(System.err::println);
		if (!check.problems.isEmpty()) {
			System.exit(1);
		}
		System.out.println("Complete: " + String.join(", ", check.poms.keySet()));
	}

	private void read(Path group) throws Exception {
		for (Path artifact : list(group)) {
			String id = artifact.getFileName().toString();
			for (Path version : list(artifact)) {
				for (Path file : list(version)) {
					String name = file.getFileName().toString();
					if (name.endsWith(".pom")) {
						this.poms.put(id, parse(file));
					}
					else if (name.endsWith(".jar")) {
						this.jars.computeIfAbsent(id, (key) -> new TreeMap<>()).put(classifier(name), file);
					}
				}
			}
		}
	}

	private static List<Path> list(Path folder) throws IOException {
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(folder)) {
			return files.sorted().toList();
		}
	}

	private static Element parse(Path file) throws Exception {
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
	}

	private static String classifier(String file) {
		Matcher matcher = Pattern.compile("-([a-z]+)[.]jar").matcher(file);
		return matcher.find() ? matcher.group(1) : "";
	}

	private void checkPoms() {
		require(this.poms.containsKey("offline-sync-parent") && this.poms.containsKey(BOM), "No parent or no BOM");
		this.poms.forEach((id, pom) -> {
			for (String path : REQUIRED) {
				String value = value(id, path);
				require(value != null && !value.isBlank(), id + " has no " + path);
				require(value == null || !value.contains("${"), id + " has an undefined property in " + path + ": " + value);
			}
			require(text(pom, "name") != null && text(pom, "description") != null,
					id + " has no name or description of its own");
			boolean jar = text(pom, "packaging") == null;
			require(jar == this.jars.containsKey(id), id + " has jars it should not have, or none");
		});
	}

	private void checkJars() throws IOException {
		for (Map.Entry<String, Map<String, Path>> entry : this.jars.entrySet()) {
			Set<String> kinds = entry.getValue().keySet();
			require(kinds.equals(Set.of("", "sources", "javadoc")), entry.getKey() + " is published as " + kinds);
			for (Map.Entry<String, Path> jar : entry.getValue().entrySet()) {
				// The javadoc tool's own has none.
				require(jar.getKey().equals("javadoc") || contains(jar.getValue(), "META-INF/LICENSE"),
						jar.getValue().getFileName() + " has no licence");
			}
		}
		Path client = this.jars.getOrDefault(CLIENT, Map.of()).get("");
		for (String notice : List.of("META-INF/", "META-INF/resources/offline-sync/")) {
			require(client != null && contains(client, notice + "THIRD-PARTY.txt"),
					"The client has no licences of what it bundles in " + notice);
		}
	}

	private void checkBom() {
		Element bom = this.poms.get(BOM);
		Set<String> managed = new TreeSet<>();
		Element management = bom != null ? child(bom, "dependencyManagement") : null;
		if (management != null) {
			for (Element dependency : children(child(management, "dependencies"))) {
				managed.add(text(dependency, "groupId") + ':' + text(dependency, "artifactId") + ':'
						+ interpolate(BOM, String.valueOf(text(dependency, "version"))));
			}
		}
		Set<String> published = this.jars.keySet()
			.stream()
			.map((id) -> GROUP + ':' + id + ':' + value(BOM, "version"))
			.collect(Collectors.toCollection(TreeSet::new));
		require(managed.equals(published), "The BOM manages " + managed + ", and published are " + published);
		require(bom == null || child(bom, "parent") == null, "The BOM has a parent, and so manages more than it should");
	}

	private static boolean contains(Path jar, String name) throws IOException {
		try (ZipFile file = new ZipFile(jar.toFile())) {
			return file.getEntry(name) != null;
		}
	}

	/**
	 * The value of an element, or that of the parent.
	 */
	private String value(String id, String path) {
		Element pom = this.poms.get(id);
		if (pom == null) {
			return null;
		}
		String value = text(pom, path);
		Element parent = child(pom, "parent");
		if (value == null && parent != null) {
			return value(text(parent, "artifactId"), path);
		}
		return value != null ? interpolate(id, value) : null;
	}

	private String interpolate(String id, String value) {
		return PROPERTY.matcher(value).replaceAll((match) -> {
			String name = match.group(1);
			String found = value(id, name.startsWith("project.") ? name.substring("project.".length()) : "properties/" + name);
			return Matcher.quoteReplacement(found != null ? found : match.group());
		});
	}

	private static String text(Element parent, String path) {
		Element element = parent;
		for (String name : path.split("/")) {
			element = element != null ? child(element, name) : null;
		}
		return element != null ? element.getTextContent().strip() : null;
	}

	private static Element child(Element parent, String name) {
		return children(parent).stream().filter((child) -> child.getTagName().equals(name)).findFirst().orElse(null);
	}

	private static List<Element> children(Element parent) {
		List<Element> children = new ArrayList<>();
		for (Node node = parent != null ? parent.getFirstChild() : null; node != null; node = node.getNextSibling()) {
			if (node instanceof Element element) {
				children.add(element);
			}
		}
		return children;
	}

	private void require(boolean condition, String problem) {
		if (!condition) {
			this.problems.add(problem);
		}
	}

}
