package io.offlinesync.stomp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.stomp.ProtocolDocument.Message;
import io.offlinesync.test.StompFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The AsyncAPI document by itself, and the examples in the reference.
 */
class ProtocolDocumentTests {

	private static final ProtocolDocument DOCUMENT = ProtocolDocument.read();

	private static final Pattern BLOCK = Pattern
		.compile("(?:<!-- (message|frame|schema): (\\w+) -->\\n)?```(\\w*)\\n(.*?)\\n```\\n", Pattern.DOTALL);

	private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

	/** Whoever writes frames down writes the NUL like that. */
	private static final String NUL = "^@";

	@Test
	void isAnAsyncApiDocument() throws IOException {
		assertThat(asyncApiProblems(DOCUMENT.json())).isEmpty();
	}

	@Test
	void aDocumentThatIsNoneOfAsyncApiIsNoticed() throws IOException {
		ObjectNode other = DOCUMENT.json().deepCopy().asObject();
		other.withObject("/operations/hello").put("action", "ask");
		assertThat(asyncApiProblems(other)).isNotEmpty();
	}

	private static List<String> asyncApiProblems(JsonNode document) throws IOException {
		try (InputStream schema = new ClassPathResource("asyncapi/3.0.0-without-$id.json").getInputStream()) {
			return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
				.getSchema(schema)
				.validate(document)
				.stream()
				.map(Object::toString)
				.toList();
		}
	}

	@Test
	void knowsAllErrorCodes() {
		Set<String> codes = new LinkedHashSet<>();
		DOCUMENT.json().at("/components/schemas/ErrorCode/enum").forEach((code) -> codes.add(code.stringValue()));
		assertThat(codes)
			.containsExactlyElementsOf(Arrays.stream(SyncErrorCode.values()).map(SyncErrorCode::code).toList());
	}

	static Stream<Message> messages() {
		return DOCUMENT.json().at("/components/messages").propertyNames().stream().map(DOCUMENT::message);
	}

	@ParameterizedTest
	@MethodSource("messages")
	void itsExamplesAreWhatTheyAreExamplesOf(Message message) {
		String path = "/components/messages/" + message.name();
		JsonNode examples = DOCUMENT.json().at(path + "/examples");
		assertThat(examples).isNotEmpty().allSatisfy((example) -> {
			if (message.hasPayload()) {
				assertThat(DOCUMENT.payloadProblems(message, example.get("payload").toString())).isEmpty();
			}
			else {
				assertThat(DOCUMENT.headerProblems(path + "/headers", example.get("headers"))).isEmpty();
			}
		});
	}

	private static String reference() throws IOException {
		return Files.readString(ProtocolDocument.DOCS.resolve("protocol.md"));
	}

	static Stream<Example> examples() throws IOException {
		return BLOCK.matcher(reference()).results().filter((block) -> block.group(1) != null).map(Example::of);
	}

	@Test
	void allJsonAndAllFramesOfTheReferenceSayWhatTheyAre() throws IOException {
		assertThat(BLOCK.matcher(reference()).results())
			.filteredOn((block) -> block.group(3).equals("json") || block.group(4).contains(NUL))
			.allSatisfy((block) -> assertThat(block.group(1)).as(block.group(4)).isNotNull());
	}

	@ParameterizedTest
	@MethodSource("examples")
	void theExamplesOfTheReferenceAreWhatTheySay(Example example) {
		assertThat(example.problems()).as(example.text()).isEmpty();
	}

	@Test
	void theReferenceHasAnExampleOfEachMessage() throws IOException {
		assertThat(examples().map(Example::name)).containsAll(messages().map(Message::name).toList());
	}

	@Test
	void theReferenceTellsOfAllErrorCodesCloseCodesAndLimitsAndOfNoOthers() throws IOException {
		assertThat(rows("## Errors")).containsExactlyInAnyOrderElementsOf(
				Arrays.stream(SyncErrorCode.values()).map(SyncErrorCode::code).toList());
		assertThat(rows("### How a session ends")).containsExactlyInAnyOrderElementsOf(
				DOCUMENT.json().at("/servers/application/x-close-codes").propertyNames());
		assertThat(rows("## Limits")).containsExactlyInAnyOrderElementsOf(
				DOCUMENT.json().at("/components/schemas/Hello/properties/limits/properties").propertyNames());
	}

	/**
	 * What the rows of a section's table are about.
	 */
	private static Set<String> rows(String heading) throws IOException {
		String reference = reference();
		int start = reference.indexOf("\n" + heading + "\n") + 1;
		int end = reference.indexOf("\n#", start);
		return ROW.matcher(reference.substring(start, end))
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.toSet());
	}

	@Test
	void aMemberThatTheServerAddsIsNoticed() {
		Message reply = DOCUMENT.message("helloReply");
		ObjectNode payload = example(reply);
		payload.withObject("/result/limits").put("maxWishes", 3);
		assertThat(DOCUMENT.payloadProblems(reply, payload.toString())).isNotEmpty();
	}

	@Test
	void aMemberThatTheServerLeavesOutIsNoticed() {
		Message reply = DOCUMENT.message("completePage");
		ObjectNode payload = example(reply);
		payload.remove("seen");
		assertThat(DOCUMENT.payloadProblems(reply, payload.toString())).isNotEmpty();
	}

	@Test
	void aMemberThatTheDocumentForgetsIsNoticed() {
		ObjectNode forgetful = DOCUMENT.json().deepCopy().asObject();
		forgetful.withObject("/components/schemas/MutationResult/properties").remove("xid");
		Message reply = DOCUMENT.message("mutationReply");
		assertThat(ProtocolDocument.of(forgetful).payloadProblems(reply, example(reply).toString())).isNotEmpty();
	}

	@Test
	void whatIsUsedInOnePlaceIsNotUsedInAnother() {
		DocumentedConversation conversation = new DocumentedConversation(DOCUMENT);
		String unsubscribed = "/components/messages/unsubscribe/headers/properties/receipt";
		String acknowledged = "/components/schemas/AckHeaders/properties/receipt";
		assertThat(conversation.unused()).contains(unsubscribed, acknowledged);
		conversation.asked(StompFrame.of("UNSUBSCRIBE", "", "id", "s", "receipt", "r"));
		assertThat(conversation.problems()).isEmpty();
		assertThat(conversation.unused()).contains(acknowledged).doesNotContain(unsubscribed);
	}

	@Test
	void oneOfSeveralValuesAndAlternativesIsNotTheOthers() {
		DocumentedConversation conversation = new DocumentedConversation(DOCUMENT);
		StompFrame page = StompFrame.of("MESSAGE", example(DOCUMENT.message("streamError")).toString(), "destination",
				"/app/sync/changes", "subscription", "s", "message-id", "1", "content-type", "application/json");
		conversation.told(page);
		assertThat(conversation.problems()).isEmpty();
		assertThat(conversation.unused())
			.contains("/components/schemas/ErrorCode=expired", "/components/schemas/ErrorKind/oneOf/1")
			.doesNotContain("/components/schemas/ErrorCode=unknown-table", "/components/schemas/ErrorKind/oneOf/0");
	}

	private static ObjectNode example(Message message) {
		return DOCUMENT.json()
			.at("/components/messages/" + message.name() + "/examples/0/payload")
			.deepCopy()
			.asObject();
	}

	/**
	 * An example in the reference.
	 *
	 * @param kind whether it is a whole frame, the payload of a message, or what a schema
	 * describes
	 * @param name the message's or the schema's name
	 * @param text the frame or the JSON
	 */
	record Example(String kind, String name, String text) {

		static Example of(MatchResult block) {
			return new Example(block.group(1), block.group(2), block.group(4));
		}

		List<String> problems() {
			return switch (this.kind) {
				case "frame" ->
					DOCUMENT.problems(DOCUMENT.message(this.name), StompFrame.parse(this.text.replace(NUL, "\0")));
				case "message" -> DOCUMENT.payloadProblems(DOCUMENT.message(this.name), this.text);
				default -> DOCUMENT.schemaProblems(this.name, this.text);
			};
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
