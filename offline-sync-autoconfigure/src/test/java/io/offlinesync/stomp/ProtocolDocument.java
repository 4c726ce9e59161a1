package io.offlinesync.stomp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.offlinesync.test.StompFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The AsyncAPI document that clients are written by: which messages there are, and
 * whether a frame is one of them.
 */
final class ProtocolDocument {

	static final Path DOCS = Path.of("..", "docs");

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final String LOCATION = "https://offline-sync.invalid/asyncapi.json";

	private final JsonNode json;

	private final SchemaRegistry registry;

	private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

	private final List<Operation> operations = new ArrayList<>();

	private ProtocolDocument(JsonNode json) {
		this.json = json;
		this.registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7,
				(builder) -> builder.schemas(Map.of(LOCATION, json.toString())));
		json.get("operations").properties().forEach((entry) -> {
			JsonNode operation = entry.getValue();
			JsonNode reply = operation.path("reply");
			this.operations.add(new Operation(entry.getKey(), operation.get("action").stringValue().equals("receive"),
					address(operation), messages(operation), address(reply), messages(reply)));
		});
	}

	static ProtocolDocument read() {
		return of(YAMLMapper.builder().build().readTree(DOCS.resolve("asyncapi.yaml").toFile()));
	}

	static ProtocolDocument of(JsonNode json) {
		return new ProtocolDocument(json);
	}

	JsonNode json() {
		return this.json;
	}

	List<Operation> operations() {
		return this.operations;
	}

	Message message(String name) {
		JsonNode message = this.json.at("/components/messages/" + name);
		if (message.isMissingNode()) {
			throw new IllegalArgumentException("No message is named " + name);
		}
		return new Message(name, message.get("x-stomp-command").stringValue(), message.has("payload"));
	}

	private @Nullable String address(JsonNode operation) {
		JsonNode address = operation.isMissingNode() ? operation : referred(operation.get("channel")).get("address");
		return address.isString() ? address.stringValue() : null;
	}

	private List<Message> messages(JsonNode operation) {
		List<Message> messages = new ArrayList<>();
		for (JsonNode reference : operation.path("messages")) {
			String target = referred(reference).get("$ref").stringValue();
			messages.add(message(target.substring(target.lastIndexOf('/') + 1)));
		}
		return messages;
	}

	private JsonNode referred(JsonNode node) {
		JsonNode target = this.json.at(node.get("$ref").stringValue().substring(1));
		if (target.isMissingNode()) {
			throw new IllegalArgumentException("It leads nowhere: " + node);
		}
		return target;
	}

	/** What makes a frame another one than a message; nothing if it is one. */
	List<String> problems(Message message, StompFrame frame) {
		List<String> problems = new ArrayList<>();
		if (!message.command().equals(frame.command())) {
			problems.add("The command is " + frame.command());
		}
		String path = "/components/messages/" + message.name();
		problems.addAll(headerProblems(path + "/headers", headers(frame)));
		if (message.hasPayload()) {
			problems.addAll(problems(path + "/payload", frame.body()));
		}
		else if (!frame.body().isEmpty()) {
			problems.add("There is a body");
		}
		return problems;
	}

	/** What makes a JSON text another one than the payload of a message. */
	List<String> payloadProblems(Message message, String text) {
		return problems("/components/messages/" + message.name() + "/payload", text);
	}

	/** What makes a JSON text another one than a schema says. */
	List<String> schemaProblems(String schema, String text) {
		return problems("/components/schemas/" + schema, text);
	}

	List<String> headerProblems(String path, JsonNode headers) {
		List<String> problems = new ArrayList<>(problems(path, headers));
		// What this version of JSON Schema has no keyword for.
		JsonNode schema = this.json.at(path);
		JsonNode properties = (schema.has("$ref") ? referred(schema) : schema).path("properties");
		properties.properties().forEach((property) -> {
			JsonNode content = property.getValue().get("contentSchema");
			if (content != null && headers.has(property.getKey())) {
				problems.addAll(problems(content.get("$ref").stringValue().substring(1),
						headers.get(property.getKey()).stringValue()));
			}
		});
		return problems;
	}

	/**
	 * All members, headers, values of an enumeration and alternatives, by where the
	 * document tells of them.
	 */
	Set<String> declared() {
		Set<String> declared = new TreeSet<>();
		declared("/components/messages", this.json.at("/components/messages"), declared);
		declared("/components/schemas", this.json.at("/components/schemas"), declared);
		return declared;
	}

	private static void declared(String path, JsonNode node, Set<String> declared) {
		node.path("properties").propertyNames().forEach((name) -> declared.add(path + "/properties/" + name));
		node.path("enum").forEach((value) -> declared.add(path + "=" + value.asString()));
		for (int i = 0; i < node.path("oneOf").size(); i++) {
			declared.add(path + "/oneOf/" + i);
		}
		node.properties().forEach((child) -> {
			if (!child.getKey().equals("examples")) {
				declared(path + "/" + child.getKey(), child.getValue(), declared);
			}
		});
		if (node.isArray()) {
			for (int i = 0; i < node.size(); i++) {
				declared(path + "/" + i, node.get(i), declared);
			}
		}
	}

	/** What of all that a frame has, which is one of a message. */
	Set<String> used(Message message, StompFrame frame) {
		Set<String> used = new TreeSet<>();
		String path = "/components/messages/" + message.name();
		use(path + "/headers", headers(frame), used);
		if (message.hasPayload()) {
			use(path + "/payload", JSON.readTree(frame.body()), used);
		}
		return used;
	}

	private void use(String path, JsonNode instance, Set<String> used) {
		JsonNode schema = this.json.at(path);
		if (schema.has("$ref")) {
			use(schema.get("$ref").stringValue().substring(1), instance, used);
			return;
		}
		JsonNode properties = schema.path("properties");
		instance.properties().forEach((member) -> {
			if (properties.has(member.getKey())) {
				used.add(path + "/properties/" + member.getKey());
				use(path + "/properties/" + member.getKey(), member.getValue(), used);
			}
			else {
				use(path + "/additionalProperties", member.getValue(), used);
			}
		});
		if (instance.isArray()) {
			instance.forEach((item) -> use(path + "/items", item, used));
		}
		if (schema.has("enum")) {
			used.add(path + "=" + instance.asString());
		}
		if (schema.has("contentSchema")) {
			use(path + "/contentSchema", JSON.readTree(instance.stringValue()), used);
		}
		for (int i = 0; i < schema.path("allOf").size(); i++) {
			use(path + "/allOf/" + i, instance, used);
		}
		for (int i = 0; i < schema.path("oneOf").size(); i++) {
			String alternative = path + "/oneOf/" + i;
			if (problems(alternative, instance).isEmpty()) {
				used.add(alternative);
				use(alternative, instance, used);
			}
		}
	}

	private static ObjectNode headers(StompFrame frame) {
		ObjectNode headers = JSON.createObjectNode();
		frame.headers().forEach(headers::put);
		return headers;
	}

	private List<String> problems(String path, String text) {
		try {
			return problems(path, JSON.readTree(text));
		}
		catch (JacksonException ex) {
			return List.of("There is no JSON");
		}
	}

	private List<String> problems(String path, JsonNode instance) {
		Schema schema = this.schemas.computeIfAbsent(path,
				(key) -> this.registry.getSchema(SchemaLocation.of(LOCATION + "#" + key)));
		return schema.validate(instance).stream().map(Object::toString).toList();
	}

	/**
	 * Something that the server takes or sends.
	 *
	 * @param name the name
	 * @param receives whether the server is asked, rather than tells
	 * @param address the destination, or {@literal null} if there is none
	 * @param messages what is sent
	 * @param replyAddress the destination of the answer, or {@literal null} if there is
	 * none
	 * @param replies what is answered
	 */
	record Operation(String name, boolean receives, @Nullable String address, List<Message> messages,
			@Nullable String replyAddress, List<Message> replies) {

		boolean isAt(@Nullable String destination) {
			return matches(this.address, destination);
		}

		boolean answersAt(@Nullable String destination) {
			return !this.replies.isEmpty() && matches(this.replyAddress, destination);
		}

		private static boolean matches(@Nullable String address, @Nullable String destination) {
			if (address == null || destination == null) {
				return address == null && destination == null;
			}
			return Pattern.matches(address.replaceAll("\\{\\w+}", "[^/]+"), destination);
		}

	}

	/**
	 * A kind of frame.
	 *
	 * @param name the name
	 * @param command the frame's command
	 * @param hasPayload whether it has a body
	 */
	record Message(String name, String command, boolean hasPayload) {

	}

}
