package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.offlinesync.AuthenticatedUser;
import io.offlinesync.SyncAuthenticator;
import io.offlinesync.SyncSessions;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.User;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class SessionLimitsIntegrationTests {

	private static final int MOST = 3;

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	private final List<StompTestClient> open = new ArrayList<>();

	@BeforeAll
	static void start() {
		server = TestServer.start(Tokens.class, "offline-sync.stomp.max-sessions-per-user=" + MOST,
				"offline-sync.security.allow-anonymous=true", "offline-sync.stomp.connect-timeout=5m");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void forget() {
		server.service().mutations.clear();
		server.service().calls.set(0);
	}

	@AfterEach
	void close() {
		this.open.forEach(StompTestClient::close);
		CountDownLatch gate = server.service().gate;
		if (gate != null) {
			gate.countDown();
		}
		server.service().gate = null;
		Awaitility.await().until(() -> server.handler().sessionCount() == 0);
	}

	@Test
	void oneSessionTooManyIsRefused() {
		List<StompTestClient> anns = IntStream.range(0, MOST).mapToObj((i) -> connect("ann")).toList();
		StompTestClient tooMany = refused("ann");
		StompFrame error = tooMany.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.errorCode()).isEqualTo("too-large");
		assertThat(error.errorMessage()).isEqualTo("A user has at most 3 sessions at the same time: close others");
		assertThat(tooMany.closeCode()).isEqualTo(1009);
		anns.forEach((client) -> assertThat(client.ask("hello", "{}").result()).isNotNull());
		assertThat(connect("bob").ask("hello", "{}").result()).isNotNull();
	}

	@Test
	void thoseWhoHaveNotSignedInHaveNoLimitTogether() {
		for (int i = 0; i <= MOST; i++) {
			StompTestClient nobody = server.connect();
			this.open.add(nobody);
			assertThat(nobody.ask("hello", "{}").result()).isNotNull();
		}
	}

	@Test
	void aSessionCountsUntilItEndsInWhateverWay() {
		SyncSessions sessions = server.context().getBean(SyncSessions.class);
		for (int i = 0; i < 3; i++) {
			List<StompTestClient> anns = awaitRoomForAll();
			assertThat(refused("ann").closeCode()).isEqualTo(1009);
			anns.get(0).abort();
			anns.get(1).frame("DISCONNECT");
			anns.get(2).frame("NONSENSE");
			awaitRoomForAll();
			assertThat(refused("ann").closeCode()).isEqualTo(1009);
			assertThat(sessions.end("ann")).isEqualTo(MOST);
		}
	}

	@Test
	void noneTooManyAreAdmittedAtTheSameTime() throws Exception {
		int clients = 24;
		ExecutorService threads = Executors.newFixedThreadPool(clients);
		CountDownLatch go = new CountDownLatch(1);
		List<Future<Boolean>> connected = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			StompTestClient client = open();
			connected.add(threads.submit(() -> {
				go.await();
				client.sendConnect("user", "ann");
				return client.next().command().equals("CONNECTED");
			}));
		}
		go.countDown();
		int admitted = 0;
		for (Future<Boolean> each : connected) {
			admitted += each.get() ? 1 : 0;
		}
		threads.shutdown();
		assertThat(admitted).isEqualTo(MOST);
	}

	@Test
	void connectionsThatAreCutWhileTheyConnectLeaveNothingBehind() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		List<Future<?>> done = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			Random random = new Random(i);
			done.add(threads.submit(() -> {
				for (int j = 0; j < 40; j++) {
					try (StompTestClient client = server.open()) {
						client.sendConnect("user", "ann");
						// Whoever is signed out twice may be told only that it is so.
						boolean waiting = random.nextBoolean();
						while (waiting && !client.isClosed()) {
							waiting = client.poll(10) == null;
						}
					}
				}
			}));
		}
		SyncSessions sessions = server.context().getBean(SyncSessions.class);
		while (!done.stream().allMatch(Future::isDone)) {
			sessions.end("ann");
		}
		for (Future<?> each : done) {
			each.get();
		}
		threads.shutdown();
		Awaitility.await().until(() -> server.handler().sessionCount() == 0);
		assertThat(sessions.end("ann")).isZero();
		IntStream.range(0, MOST).forEach((i) -> connect("ann"));
	}

	@Test
	void signingOutEndsAllSessionsOfTheUserAndNoOthers() {
		StompTestClient first = connect("ann");
		StompTestClient second = connect("ann");
		StompTestClient other = connect("bob");
		SyncSessions sessions = server.context().getBean(SyncSessions.class);
		assertThat(sessions.end("eve")).isZero();
		assertThat(sessions.end("ann")).isEqualTo(2);
		for (StompTestClient client : List.of(first, second)) {
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.errorCode()).isEqualTo("forbidden");
			assertThat(client.closeCode()).isEqualTo(4401);
		}
		assertThat(other.ask("hello", "{}").result()).isNotNull();
		assertThat(connect("ann").ask("hello", "{}").result()).isNotNull();
	}

	@Test
	void whatWaitsWhenAUserSignsOutIsNotDone() {
		CountDownLatch gate = new CountDownLatch(1);
		server.service().gate = gate;
		StompTestClient busy = connect("ann");
		busy.send("/app/sync/gated/find-unique", "{\"where\":{}}");
		busy.send("/app/sync/todo/create", "{\"uid\":\"1\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"}");
		StompTestClient leaving = connect("ann");
		leaving.send("/app/sync/gated/find-unique", "{\"where\":{}}");
		leaving.send("/app/sync/todo/create", "{\"uid\":\"2\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"}");
		leaving.frame("DISCONNECT");
		busy.settle();
		Awaitility.await().until(() -> server.service().calls.get() == 2);
		server.context().getBean(SyncSessions.class).end("ann");
		assertThat(busy.next().errorCode()).isEqualTo("forbidden");
		assertThat(leaving.closeCode()).isEqualTo(4401);
		gate.countDown();
		StompTestClient other = connect("bob");
		IntStream.range(0, 10).forEach((i) -> other.ask("hello", "{}"));
		assertThat(server.service().mutations).isEmpty();
	}

	private StompTestClient open() {
		StompTestClient client = server.open();
		this.open.add(client);
		return client;
	}

	private StompTestClient connect(String user) {
		return open().connect("user", user);
	}

	private StompTestClient refused(String user) {
		StompTestClient client = open();
		client.sendConnect("user", user);
		return client;
	}

	private List<StompTestClient> awaitRoomForAll() {
		List<StompTestClient> connected = new ArrayList<>();
		Awaitility.await().until(() -> {
			StompTestClient client = refused("ann");
			if (client.next().command().equals("CONNECTED")) {
				connected.add(client);
			}
			return connected.size() == MOST;
		});
		return connected;
	}

	@Configuration(proxyBeanMethods = false)
	static class Tokens {

		@Bean
		SyncAuthenticator authenticator() {
			return (headers) -> {
				String user = headers.get("user");
				return (user != null) ? new AuthenticatedUser(new User(user)) : null;
			};
		}

	}

}
