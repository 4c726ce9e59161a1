package io.offlinesync.test;

import java.lang.reflect.Proxy;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StompConnectionTests {

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final List<StompFrame> frames = new CopyOnWriteArrayList<>();

	private final List<SyncTestError> ends = new CopyOnWriteArrayList<>();

	private final WebSocket socket = (WebSocket) Proxy.newProxyInstance(getClass().getClassLoader(),
			new Class<?>[] { WebSocket.class }, (proxy, method, arguments) -> {
				if (method.getName().equals("sendText")) {
					this.calls.add(arguments[0].toString());
					return CompletableFuture.completedFuture(proxy);
				}
				if (!method.getName().equals("request")) {
					this.calls.add(method.getName());
				}
				return null;
			});

	private StompConnection open(Consumer<StompFrame> heard, Consumer<SyncTestError> ended) {
		StompConnection connection = new StompConnection(heard, ended);
		connection.onOpen(this.socket);
		return connection;
	}

	private StompConnection open() {
		return open(this.frames::add, this.ends::add);
	}

	private void hear(StompConnection connection, String text) {
		connection.onText(this.socket, text, true);
	}

	@Test
	void whoDisconnectsHearsNothingMoreFromThenOn() {
		CompletableFuture<Void> aborted = new CompletableFuture<>();
		CompletableFuture<StompConnection> connection = new CompletableFuture<>();
		connection.complete(open((frame) -> {
			CompletableFuture.runAsync(() -> {
				connection.join().abort();
				aborted.complete(null);
			});
			// It has to wait for what is being heard.
			assertThat(aborted).failsWithin(Duration.ofMillis(300)).withThrowableOfType(TimeoutException.class);
			this.frames.add(frame);
		}, this.ends::add));
		hear(connection.join(), "MESSAGE\n\n1\0");
		assertThat(aborted).succeedsWithin(Duration.ofSeconds(10));
		hear(connection.join(), "MESSAGE\n\n2\0");
		assertThat(this.frames).extracting(StompFrame::body).containsExactly("1");
		assertThat(this.calls).containsExactly("abort");
	}

	@Test
	void theEndIsToldBeforeAnybodyCanConnectAnew() {
		CompletableFuture<StompConnection> connection = new CompletableFuture<>();
		connection.complete(open(this.frames::add, (error) -> {
			assertThat(connection.join().ended()).isNotDone();
			this.ends.add(error);
		}));
		connection.join().onClose(this.socket, 1001, "restart");
		assertThat(connection.join().ended()).isCompletedWithValue(this.ends.get(0));
		connection.join().onError(this.socket, new IllegalStateException());
		connection.join().abort();
		assertThat(this.ends).singleElement()
			.satisfies((error) -> assertThat(error.message()).contains("closed the connection with 1001 restart"));
		assertThatExceptionOfType(SyncTestException.class)
			.isThrownBy(() -> connection.join().send(StompFrame.of("ACK", "", "id", "1")))
			.satisfies((lost) -> assertThat(lost.error()).isEqualTo(this.ends.get(0)));
	}

	@Test
	void whatIsNotTheProtocolEndsIt() {
		StompConnection connection = open();
		hear(connection, "MESSAGE\0");
		assertThat(connection.ended().join().code()).isEqualTo(SyncTestException.NOT_THE_PROTOCOL);
		assertThat(this.calls).containsExactly("abort");
	}

	@Test
	void anErrorOfTheServerEndsIt() {
		StompConnection connection = open();
		hear(connection, "ERROR\n\n{\"error\":{\"code\":\"forbidden\",\"message\":\"No\"}}\0");
		assertThat(connection.ended().join().code()).isEqualTo("forbidden");
		assertThat(connection.connected()).isCompletedExceptionally();
	}

	@Test
	void whoClosesItTakesLeaveAndLetsTheServerHangUp() {
		StompConnection connection = open();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(connection::close);
		assertThat(connection.ended()).succeedsWithin(Duration.ofSeconds(10));
		connection.onClose(this.socket, 1000, "");
		assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
		assertThat(this.calls).containsExactly("DISCONNECT\n\n\0");
		assertThat(this.ends).extracting(SyncTestError::message).containsExactly("The client was closed");
	}

	@Test
	void aServerThatDoesNotHangUpIsLeft() {
		open().close();
		assertThat(this.calls).containsExactly("DISCONNECT\n\n\0", "abort");
	}

}
