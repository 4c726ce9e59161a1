package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.offlinesync.test.StompFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class FramesIntegrationTests {

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@SuppressWarnings("NullAway.Init")
	private StompTestClient client;

	@BeforeAll
	static void start() {
		server = TestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void open() {
		this.client = server.open();
	}

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void connects() {
		assertThat(this.client.subprotocol()).isEqualTo("v12.stomp");
		this.client.sendConnect("heart-beat", "0,0", "receipt", "r");
		StompFrame connected = this.client.next();
		assertThat(connected.command()).isEqualTo("CONNECTED");
		assertThat(connected.headers()).containsEntry("version", "1.2").containsEntry("heart-beat", "10000,10000");
		assertThatReceipt("r");
	}

	@Test
	void connectsWithTheStompCommandToo() {
		this.client.raw("STOMP\naccept-version:1.0,1.1,1.2\nhost:x\n\n\0");
		assertThat(this.client.next().command()).isEqualTo("CONNECTED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECT\naccept-version:1.0,1.1\n\n\0", "CONNECT\n\n\0",
			"CONNECT\naccept-version:1.2\nheart-beat:a,b\n\n\0", "CONNECT\naccept-version:1.2\nheart-beat:-1,5\n\n\0",
			"SEND\ndestination:/app/sync/hello\n\n{}\0", "SUBSCRIBE\nid:1\ndestination:/app/sync/replies\n\n\0",
			"DISCONNECT\n\n\0" })
	void refusesOtherBeginnings(String frame) {
		this.client.raw(frame);
		assertThatEnded("invalid-request", 1002);
	}

	@Test
	void refusesASecondConnect() {
		this.client.connect().sendConnect();
		assertThatEnded("invalid-request", 1002);
	}

	@ParameterizedTest
	@ValueSource(strings = { "SUBSCRIBE\ndestination:/app/sync/changes\nreceipt:r\n\n\0",
			"SUBSCRIBE\nid:replies\ndestination:/app/sync/changes\nreceipt:r\n\n\0",
			"SUBSCRIBE\nid:1\ndestination:/topic/x\nreceipt:r\n\n\0", "SUBSCRIBE\nid:1\nreceipt:r\n\n\0",
			"SUBSCRIBE\ndestination:/app/sync/replies\nreceipt:r\n\n\0",
			"SUBSCRIBE\nid:2\ndestination:/app/sync/replies\nreceipt:r\n\n\0",
			"SUBSCRIBE\nid:2\ndestination:/user/app/sync/replies\nreceipt:r\n\n\0",
			"BEGIN\ntransaction:1\nreceipt:r\n\n\0",
			"MESSAGE\ndestination:/app/sync/replies\nmessage-id:1\nsubscription:replies\nreceipt:r\n\n\0" })
	void refusesFramesThatLeadNowhere(String frame) {
		this.client.connect();
		this.client.raw(frame);
		StompFrame error = assertThatEnded("invalid-request", 1002);
		assertThat(error.header("receipt-id")).isEqualTo("r");
	}

	@Test
	void refusesRequestsWithoutAPlaceForReplies() {
		int calls = server.service().calls.get();
		this.client.sendConnect();
		this.client.next();
		this.client.send("/app/sync/todo/find-unique", "{\"where\":{}}");
		assertThat(assertThatEnded("invalid-request", 1002).errorMessage()).startsWith("Subscribe to the replies");
		assertThat(server.service().calls).hasValue(calls);
	}

	@Test
	void nothingIsDoneAfterAFrameThatEndsTheSession() {
		this.client.connect();
		int calls = server.service().calls.get();
		this.client.raw("SUBSCRIBE\nid:1\ndestination:/nowhere\n\n\0"
				+ "SEND\ndestination:/app/sync/todo/find-unique\n\n{\"where\":{}}\0");
		assertThatEnded("invalid-request", 1002);
		assertThat(server.service().calls).hasValue(calls);
	}

	@ParameterizedTest
	@ValueSource(strings = { "NONSENSE\n\n\0", "\0", "SEND\nnot a header\n\n\0", "SEND\na:\\x\n\n\0",
			"SEND\ncontent-length:2\n\n{}x\0", "SEND\ncontent-length:x\n\n{}\0" })
	void refusesBrokenFrames(String frame, CapturedOutput output) {
		this.client.connect();
		this.client.raw(frame);
		assertThatEnded("invalid-request", 1002);
		assertThat(output).doesNotContain("ERROR").doesNotContain("WARN");
	}

	@Test
	void doesNotLogWhatABrokenFrameHolds(CapturedOutput output) {
		this.client.raw("CONNECT\naccept-version:1.2\npasscode:SECRET\nnot a header SECRET\n\n\0");
		StompFrame error = assertThatEnded("invalid-request", 1002);
		assertThat(error.toString() + output).doesNotContain("SECRET");
	}

	@Test
	void answersReceipts() {
		this.client.sendConnect();
		this.client.next();
		this.client.frame("SUBSCRIBE", "id", "a:1", "destination", "/app/sync/replies", "receipt", "r:1\n\\");
		assertThatReceipt("r:1\n\\");
		this.client.send("/app/sync/hello", "{}", "receipt", "r2");
		assertThat(this.client.next().header("subscription")).isEqualTo("a:1");
		assertThatReceipt("r2");
		this.client.send("/app/sync/nowhere", "{}", "receipt", "r3");
		assertThat(this.client.next().errorCode()).isEqualTo("invalid-request");
		assertThatReceipt("r3");
		this.client.frame("ACK", "id", "x", "receipt", "r4");
		assertThatReceipt("r4");
		this.client.frame("NACK", "id", "x", "receipt", "r5");
		assertThatReceipt("r5");
		this.client.frame("UNSUBSCRIBE", "id", "other", "receipt", "r6");
		assertThatReceipt("r6");
		this.client.frame("UNSUBSCRIBE", "id", "a:1", "receipt", "r7");
		assertThatReceipt("r7");
		this.client.frame("DISCONNECT", "receipt", "r8");
		assertThatReceipt("r8");
		assertThat(this.client.closeCode()).isEqualTo(1000);
	}

	@Test
	void repliesAgainAfterSubscribingAgain() {
		this.client.connect();
		this.client.frame("UNSUBSCRIBE", "id", "replies");
		this.client.frame("SUBSCRIBE", "id", "again", "destination", "/app/sync/replies");
		assertThat(this.client.ask("hello", "{}").header("subscription")).isEqualTo("again");
	}

	@Test
	void refusesALongCorrelationId() {
		this.client.connect();
		this.client.send("/app/sync/hello", "{}", "correlation-id", "x".repeat(64));
		assertThat(this.client.next().header("correlation-id")).isEqualTo("x".repeat(64));
		this.client.send("/app/sync/hello", "{}", "correlation-id", "x".repeat(65), "receipt", "r");
		StompFrame reply = this.client.next();
		assertThat(reply.errorCode()).isEqualTo("invalid-request");
		assertThat(reply.headers()).doesNotContainKey("correlation-id");
		assertThatReceipt("r");
	}

	@Test
	void refusesStompTransactions() {
		this.client.connect();
		this.client.send("/app/sync/hello", "{}", "transaction", "1");
		assertThat(this.client.next().errorMessage()).contains("no STOMP transactions");
	}

	@Test
	void joinsFragmentsAndSplitsMessages() {
		this.client.connect();
		String frame = StompTestClient.text("SEND", "{\"data\":\"" + "ä😀".repeat(30) + "\"}", "destination",
				"/app/sync/hello");
		byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
		for (int cut = 1; cut < bytes.length; cut++) {
			this.client.binary(Arrays.copyOf(bytes, cut), cut % 2 == 0);
			this.client.binary(Arrays.copyOfRange(bytes, cut, bytes.length), true);
			assertThat(this.client.next().result()).as("cut at %s", cut).isNotNull();
		}
		this.client.raw("\n" + frame + "\n\n" + frame);
		assertThat(this.client.next().result()).isNotNull();
		assertThat(this.client.next().result()).isNotNull();
	}

	@Test
	void decodesTextWhereverItIsCut() {
		this.client.connect();
		for (int offset = 0; offset < 4; offset++) {
			String uid = "x".repeat(offset) + "😀".repeat(20_000);
			StompFrame reply = this.client.ask("todo/create",
					"{\"uid\":\"" + uid + "\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"}");
			assertThat(reply.result().get("record").get("uid").stringValue()).isEqualTo(uid);
		}
	}

	@Test
	void takesBinaryMessages() {
		this.client.connect();
		this.client.binary("SEND\ndestination:/app/sync/hello\n\n{\"a\":\"ä\"}\0".getBytes(StandardCharsets.UTF_8),
				true);
		assertThat(this.client.next().result()).isNotNull();
	}

	@Test
	void takesAFrameAsLargeAsTheLimitInManyFragments() {
		this.client.connect();
		String header = "SEND\ndestination:/app/sync/hello\n\n";
		String body = "{\"a\":\"" + "x".repeat(1024 * 1024 - header.length() - 9) + "\"}";
		String frame = header + body + "\0";
		assertThat(frame).hasSize(1024 * 1024);
		for (int from = 0; from < frame.length(); from += 1000) {
			int to = Math.min(from + 1000, frame.length());
			this.client.part(frame.substring(from, to), to == frame.length());
		}
		assertThat(this.client.next().result()).isNotNull();
	}

	@Test
	void refusesAHugeFrameAndSaysSo() {
		this.client.connect();
		String frame = StompTestClient.text("SEND", "x".repeat(5_000_000), "destination", "/app/sync/hello");
		try {
			this.client.raw(frame);
		}
		catch (RuntimeException ex) {
			assertThat(ex).as("the server may stop listening").isNotNull();
		}
		assertThatEnded("too-large", 1009);
	}

	@Test
	void refusesAHugeFrameThatNeverEnds() {
		this.client.connect();
		this.client.part("SEND\n\n", false);
		for (int i = 0; i < 105; i++) {
			this.client.part("x".repeat(10_000), false);
		}
		assertThatEnded("too-large", 1009);
	}

	@Test
	void halfAFrameHurtsNobody() {
		this.client.connect();
		this.client.part("SEND\ndestination:/app/sync/hello\ncontent-length:10\n\n{", true);
		this.client.abort();
		try (StompTestClient other = server.connect()) {
			assertThat(other.ask("hello", "{}").result()).isNotNull();
		}
	}

	private void assertThatReceipt(String id) {
		StompFrame receipt = this.client.next();
		assertThat(receipt.command()).isEqualTo("RECEIPT");
		assertThat(receipt.header("receipt-id")).isEqualTo(id);
	}

	private StompFrame assertThatEnded(String code, int closeCode) {
		StompFrame error = this.client.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.errorCode()).isEqualTo(code);
		assertThat(error.headers()).containsEntry("content-type", "application/json").containsEntry("message", code);
		assertThat(this.client.closeCode()).isEqualTo(closeCode);
		return error;
	}

}
