package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

class FrameAssemblerTests {

	private static final int LIMIT = 1000;

	private static final String WITH_LENGTH = "SEND\ndestination:/a\ncontent-length:5\n\na\0b\nc\0";

	private static final String WITHOUT_LENGTH = "SEND\r\ndestination:/b\r\n\r\nbödy😀\0";

	private static final String WITHOUT_BODY = "DISCONNECT\nreceipt:1\n\n\0";

	private final FrameAssembler frames = new FrameAssembler(LIMIT);

	@Test
	void joinsFramesFromPiecesOfEverySize() {
		byte[] all = bytes("\n" + WITH_LENGTH + "\n\r\n" + WITHOUT_LENGTH + WITHOUT_BODY + "\n" + WITH_LENGTH);
		for (int size = 1; size <= all.length; size++) {
			FrameAssembler frames = new FrameAssembler(LIMIT);
			List<String> bodies = new ArrayList<>();
			for (int from = 0; from < all.length; from += size) {
				byte[] piece = new byte[Math.min(size, all.length - from)];
				System.arraycopy(all, from, piece, 0, piece.length);
				frames.append(piece);
				for (Message<byte[]> frame = frames.next(); frame != null; frame = frames.next()) {
					bodies.add(new String(frame.getPayload(), StandardCharsets.UTF_8));
				}
			}
			assertThat(bodies).as("in pieces of " + size).containsExactly("a\0b\nc", "bödy😀", "", "a\0b\nc");
		}
	}

	@Test
	void decodesHeaders() {
		this.frames.append(bytes("SEND\ndestination:/a\\cb\\nc\\\\d\ncorrelation-id:x:y\n\n\0"));
		StompHeaderAccessor headers = StompHeaderAccessor.wrap(Objects.requireNonNull(this.frames.next()));
		assertThat(headers.getDestination()).isEqualTo("/a:b\nc\\d");
		assertThat(headers.getFirstNativeHeader("correlation-id")).isEqualTo("x:y");
	}

	@Test
	void takesFramesAsLargeAsTheLimit() {
		String header = "SEND\n\n";
		this.frames.append(bytes(header + "x".repeat(LIMIT - header.length() - 1) + "\0"));
		assertThat(this.frames.next()).isNotNull();
		this.frames.append(bytes(header + "x".repeat(LIMIT - header.length()) + "\0"));
		assertThatRefused(SyncErrorCode.TOO_LARGE);
	}

	@Test
	void refusesWhatWillBeTooLargeBeforeItArrives() {
		this.frames.append(bytes("SEND\ncontent-length:" + LIMIT + "\n\n"));
		assertThatRefused(SyncErrorCode.TOO_LARGE);
	}

	@Test
	void refusesWhatIsTooLargeBeforeItEnds() {
		this.frames.append(bytes("SEND\n\n" + "x".repeat(LIMIT)));
		assertThatRefused(SyncErrorCode.TOO_LARGE);
	}

	@Test
	void refusesEndlessHeaders() {
		FrameAssembler frames = new FrameAssembler(10_000_000);
		frames.append(bytes("SEND\n" + "a:b\n".repeat(20_000)));
		assertThatExceptionOfType(SyncException.class).isThrownBy(frames::next)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.TOO_LARGE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "NONSENSE\n\n\0", "SEND\nno colon\n\n\0", "SEND\n\0", "\0", "SEND\na:\\x\n\n\0",
			"SEND\ncontent-length:3\n\nabcd\0", "SEND\ncontent-length:-1\n\na\0", "SEND\ncontent-length:\n\na\0",
			"SEND\ncontent-length: 1\n\na\0", "SEND\ncontent-length:1x\n\na\0", "SUBSCRIBE\nid:1\n\nbody\0",
			"SEND\rdestination:/a\n\n\0", "GET / HTTP/1.1\n\n\0", "SEND\ncontent-type:nonsense\n\n\0" })
	void refusesBrokenFramesWithoutRepeatingThem(String broken) {
		this.frames.append(bytes(broken));
		SyncException ex = assertThatRefused(SyncErrorCode.INVALID_REQUEST);
		assertThat(ex).hasNoCause().hasMessage("This is not a STOMP 1.2 frame of a client");
	}

	@Test
	void looksAtEveryByteOnce() {
		int size = 4_000_000;
		FrameAssembler frames = new FrameAssembler(size + 100);
		byte[] piece = bytes("x".repeat(40));
		// Looking at everything again with every piece takes minutes.
		assertTimeout(Duration.ofSeconds(5), () -> {
			frames.append(bytes("SEND\n\n"));
			for (int i = 0; i < size / piece.length; i++) {
				frames.append(piece);
				assertThat(frames.next()).isNull();
			}
			frames.append(new byte[1]);
			assertThat(Objects.requireNonNull(frames.next()).getPayload()).hasSize(size);
		});
	}

	private SyncException assertThatRefused(SyncErrorCode code) {
		List<SyncException> thrown = new ArrayList<>();
		assertThatExceptionOfType(SyncException.class).isThrownBy(this.frames::next).satisfies((ex) -> {
			assertThat(ex.code()).isEqualTo(code);
			thrown.add(ex);
		});
		return thrown.get(0);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
