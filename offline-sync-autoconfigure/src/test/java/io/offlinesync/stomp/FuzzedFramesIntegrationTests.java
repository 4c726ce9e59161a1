package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.offlinesync.SyncSessions;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.stomp.fuzz.FuzzedApplication;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames that are nearly right, from users who own next to nothing, beside somebody whose
 * data are none of their business and somebody who only wants to work. How long it goes
 * on is set with {@code -Doffline-sync.test.seconds}, and with
 * {@code -Doffline-sync.test.seed} what is sent.
 */
class FuzzedFramesIntegrationTests {

	private static final int SECONDS = Integer.getInteger("offline-sync.test.seconds", 5);

	private static final long SEED = Long.getLong("offline-sync.test.seed", System.nanoTime());

	private static final int FUZZERS = 3;

	private static final long SLOWEST_MILLIS = 5_000;

	/** What it takes to hear most answers, however slow the machine is. */
	private static final int LEAST_FRAMES = 2000;

	private static final int MOST_PROBLEMS = 10;

	private static final String SECRET = "cAnArY" + UUID.randomUUID().toString().substring(0, 8);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	private final UUID folder = UUID.randomUUID();

	private final List<String> uids = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private ConfigurableApplicationContext application;

	private volatile long end;

	@BeforeEach
	void start() {
		this.database = ServerState.database();
		this.application = DomainApplication.startWeb(FuzzedApplication.class, this.database,
				"offline-sync.security.allow-anonymous=false", "offline-sync.feed.idle-interval=1s");
		prepare(this.database.jdbc());
		this.log.start();
		rootLogger().addAppender(this.log);
	}

	@AfterEach
	void stop() {
		rootLogger().detachAppender(this.log);
		this.application.close();
	}

	private static Logger rootLogger() {
		return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

	private void prepare(JdbcTemplate jdbc) {
		jdbc.update("insert into folder values (?, 'victoria', ?)", this.folder, SECRET);
		jdbc.update("insert into member values (?, ?, 'victoria')", uid(), this.folder);
		jdbc.update("insert into page values (?, ?, ?)", uid(), this.folder, SECRET);
		jdbc.update("insert into invoice values (?, 'victoria', ?)", uid(), SECRET);
		jdbc.update("insert into key values (?, 'north', 'victoria')", uid());
		jdbc.update("insert into room values (?, 'north', ?)", uid(), SECRET);
		this.uids.add(this.folder.toString());
		for (String name : List.of("eve", "mallory")) {
			UUID own = uid();
			jdbc.update("insert into folder values (?, ?, 'Folder')", own, name);
			jdbc.update("insert into member values (?, ?, ?)", uid(), own, name);
			jdbc.update("insert into page values (?, ?, 'Own')", uid(), own);
			jdbc.update("insert into key values (?, 'south', ?)", uid(), name);
		}
		jdbc.update("insert into todo_list values (?, 'List')", uid());
		jdbc.update("insert into sample (id, flag) values (1, true), (9223372036854775807, false)");
		IntStream.range(0, 6).forEach((i) -> uid());
		this.uids.addAll(List.of("1", "2", "-9223372036854775808", "9223372036854775807", "note"));
	}

	private UUID uid() {
		UUID uid = UUID.randomUUID();
		this.uids.add(uid.toString());
		return uid;
	}

	@Test
	void nothingThatIsSentBreaksAnythingOrTellsASecret() throws Exception {
		ServerState.report("Fuzzing with -Doffline-sync.test.seed=" + SEED);
		FuzzedSession.Shared shared = new FuzzedSession.Shared(List.of(SECRET),
				Collections.synchronizedList(new ArrayList<>()), Collections.synchronizedList(new ArrayList<>()),
				new AtomicInteger(), new ConcurrentSkipListMap<>());
		ServerState server = new ServerState(this.application);
		String before = victorias();
		ExecutorService threads = Executors.newFixedThreadPool(FUZZERS);
		Neighbour.Figures figures;
		int sessions = 0;
		try (Neighbour neighbour = Neighbour.start(server.port(), this.database.jdbc())) {
			this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
			List<Future<Integer>> fuzzing = IntStream.range(0, FUZZERS)
				.mapToObj((i) -> threads.submit(() -> fuzz(new Random(SEED + i), shared)))
				.toList();
			for (Future<Integer> each : fuzzing) {
				sessions += each.get();
			}
			figures = neighbour.stop();
		}
		threads.shutdown();
		ServerState.report("Fuzzed %d frames in %d sessions of %d s: %s; answers %s".formatted(shared.frames().get(),
				sessions, SECONDS, figures, new TreeMap<>(shared.outcomes())));
		assertThat(this.problems).as("problems with seed %d", SEED).isEmpty();
		assertThat(figures.rounds()).isPositive();
		assertThat(figures.slowestAnswer()).isLessThan(SLOWEST_MILLIS);
		assertThat(figures.slowestPage()).isLessThan(SLOWEST_MILLIS);
		server.awaitIdle();
		for (String user : List.of("eve", "mallory", "victoria", "nina")) {
			assertThat(this.application.getBean(SyncSessions.class).end(user)).as("sessions of %s", user).isZero();
		}
		assertThat(victorias()).isEqualTo(before);
		assertThat(logged()).isEmpty();
		for (String outcome : List.of("MESSAGE fine", "MESSAGE forbidden", "MESSAGE invalid-request",
				"MESSAGE invalid-where", "MESSAGE unknown-table", "ERROR invalid-request")) {
			assertThat(shared.outcome(outcome)).as(outcome).isPositive();
		}
	}

	private int fuzz(Random random, FuzzedSession.Shared shared) {
		FuzzedJson json = new FuzzedJson(random, this.uids);
		int sessions = 0;
		while ((System.nanoTime() < this.end || shared.frames().get() < LEAST_FRAMES)
				&& this.problems.size() < MOST_PROBLEMS) {
			try (FuzzedSession session = new FuzzedSession(ServerState.port(this.application), random, json, shared)) {
				if (random.nextBoolean()) {
					session.sendWellFormed();
				}
				else {
					session.sendMalformed();
				}
				String problems = session.problems();
				if (!problems.isEmpty()) {
					this.problems.add(problems);
				}
			}
			sessions++;
		}
		return sessions;
	}

	/** All that is Victoria's, with its stamps. */
	private String victorias() {
		return this.database.jdbc().queryForObject("""
				with own (name, record, uid) as (
				  select 'folder', to_jsonb(t), uid from folder t where owner = 'victoria'
				  union all select 'member', to_jsonb(t), uid from member t where folder = ?
				  union all select 'page', to_jsonb(t), uid from page t where folder = ?
				  union all select 'invoice', to_jsonb(t), uid from invoice t where tenant = 'victoria'
				  union all select 'key', to_jsonb(t), uid from key t where door = 'north'
				  union all select 'room', to_jsonb(t), uid from room t where door = 'north')
				select json_agg(json_build_array(record, to_jsonb(s)) order by name, own.uid)::text from own
				  left join offline_sync.sync_metadata s on s.table_name = own.name and s.uid = own.uid::text
				""", String.class, this.folder, this.folder);
	}

	private List<String> logged() {
		synchronized (this.log) {
			return this.log.list.stream()
				.filter((event) -> event.getLevel().isGreaterOrEqual(Level.WARN))
				.map((event) -> event + ((event.getThrowableProxy() != null)
						? "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()) : ""))
				.limit(20)
				.toList();
		}
	}

}
