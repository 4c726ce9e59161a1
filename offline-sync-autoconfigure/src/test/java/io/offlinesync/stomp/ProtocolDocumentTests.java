package io.offlinesync.stomp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

	private static final Pattern EXAMPLE = Pattern
		.compile("<!-- (message|frame): (\\w+) -->\\n```\\w*\\n(.*?)\\n```\\n", Pattern.DOTALL);

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

	static Stream<Example> examples() throws IOException {
		return EXAMPLE.matcher(Files.readString(ProtocolDocument.DOCS.resolve("protocol.md")))
			.results()
			.map(Example::of);
	}

	@ParameterizedTest
	@MethodSource("examples")
	void theExamplesOfTheReferenceAreWhatTheySay(Example example) {
		assertThat(example.problems()).as(example.text()).isEmpty();
	}

	@Test
	void theReferenceHasAnExampleOfEachMessage() throws IOException {
		assertThat(examples().map(Example::message)).containsAll(messages().map(Message::name).toList());
	}

	@Test
	void theReferenceTellsOfAllErrorCodesCloseCodesAndLimits() throws IOException {
		String reference = Files.readString(ProtocolDocument.DOCS.resolve("protocol.md"));
		Set<String> terms = new TreeSet<>();
		Arrays.stream(SyncErrorCode.values()).map(SyncErrorCode::code).forEach(terms::add);
		terms.addAll(DOCUMENT.json().at("/servers/application/x-close-codes").propertyNames());
		terms.addAll(DOCUMENT.json().at("/components/schemas/Hello/properties/limits/properties").propertyNames());
		assertThat(terms).allSatisfy((term) -> assertThat(reference).contains("| `" + term + "` |"));
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

	private static ObjectNode example(Message message) {
		return DOCUMENT.json()
			.at("/components/messages/" + message.name() + "/examples/0/payload")
			.deepCopy()
			.asObject();
	}

	/**
	 * An example in the reference.
	 *
	 * @param message the message that it is one of
	 * @param whole whether it is the frame as a whole
	 * @param text the frame, or its payload
	 */
	record Example(String message, boolean whole, String text) {

		static Example of(MatchResult match) {
			return new Example(match.group(2), match.group(1).equals("frame"), match.group(3));
		}

		List<String> problems() {
			Message expected = DOCUMENT.message(this.message);
			return this.whole ? DOCUMENT.problems(expected, StompFrame.parse(this.text.replace(NUL, "\0")))
					: DOCUMENT.payloadProblems(expected, this.text);
		}

		@Override
		public String toString() {
			return this.message;
		}

	}

}
