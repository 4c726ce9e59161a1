package io.offlinesync.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.offlinesync.jdbc.ChangeLog;
import io.offlinesync.jdbc.ChangeLogReader;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.LogPosition;
import io.offlinesync.jdbc.LoggedChanges;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.observation.SyncObservations;
import io.offlinesync.test.StreamPage;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a stream goes over from its own reads to the tail, page by page: here the test is
 * the tail, and reads one change at a time.
 */
class FeedStreamIntegrationTests {

	private static final FeedProperties PROPERTIES = new FeedProperties(Duration.ofHours(1), false, Duration.ofHours(1),
			1);

	private static TestDatabase database;

	private static ConfigurableApplicationContext application;

	private static ChangeLog log;

	private static JdbcTemplate jdbc;

	private final UUID list = UUID.randomUUID();

	private final BlockingQueue<StreamPage> told = new LinkedBlockingQueue<>();

	private final ScopeIndex index = new ScopeIndex();

	private final TestObservationRegistry reads = TestObservationRegistry.create();

	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private boolean busy;

	private LogPosition position;

	private FeedStream stream;

	@BeforeAll
	static void start() {
		database = DomainApplication.database();
		application = DomainApplication.start(database);
		log = application.getBean(JdbcSyncService.class).changeLog();
		jdbc = database.jdbc();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void open() {
		jdbc.update("insert into todo_list (uid, name) values (?, 'List')", this.list);
		StreamRequest request = new StreamRequest(null,
				List.of(new StreamRequest.Scope("todo", Where.eq("listUid", this.list))), null);
		ScopeSource scopes = new ScopeSource(log, request);
		ChangeTail tail = new ChangeTail(log, Runnable::run, PROPERTIES, new PageSize(), SyncObservations.NONE);
		this.stream = new FeedStream(request,
				new StreamReader(log, scopes, null, new PageSize(), new SyncObservations(this.reads, null)),
				new Listener(), tail, (task) -> {
					if (!this.busy) {
						task.run();
					}
					else {
						this.waiting.add(task);
					}
				}, new FeedMonitor());
		this.index.add(this.stream, scopes.now());
		this.position = log.read(ChangeLogReader::end);
	}

	private static UUID insert(JdbcTemplate writer, UUID list) {
		UUID uid = UUID.randomUUID();
		writer.update("insert into todo (uid, list_uid, title, done) values (?, ?, 'x', false)", uid, list);
		return uid;
	}

	/** Read a page as the tail does. */
	private TailPage offer(int limit) {
		LogPosition from = this.position;
		return log.read((reader) -> {
			LoggedChanges logged = reader.changes(from, Set.of("todo"), limit);
			TailPage page = new TailPage(logged.end(), reader.snapshot(), logged.end().equals(reader.end()));
			this.position = logged.end();
			this.index.match(RecordChanges.read(logged, reader).records(), page).forEach((to, changes) -> {
				if (to.offer(changes)) {
					to.advance();
				}
			});
			return page;
		});
	}

	private StreamPage next() {
		this.stream.request();
		StreamPage page = this.told.poll();
		assertThat(page).isNotNull();
		return page;
	}

	private void assertSilent() {
		this.stream.request();
		assertThat(this.told).isEmpty();
	}

	@Test
	void whatWasReadIsNotTakenFromTheTailAgain() {
		insert(jdbc, this.list);
		assertThat(next().changes()).hasSize(1);
		this.stream.admitted(this.position);
		offer(10);
		assertSilent();
		UUID uid = insert(jdbc, this.list);
		offer(10);
		assertThat(this.told.remove().changes()).singleElement()
			.satisfies((change) -> assertThat(change.key().uid()).isEqualTo(uid.toString()));
	}

	@Test
	void whoIsClosedWhileItWaitsForItsTurnReadsNothing() {
		this.busy = true;
		this.stream.request();
		this.stream.close();
		this.waiting.remove().run();
		TestObservationRegistryAssert.assertThat(this.reads).doesNotHaveAnyObservation();
		assertThat(this.told).isEmpty();
	}

	@Test
	void aTailThatIsAheadHasLeftOutWhatIsReadNow() {
		next();
		insert(jdbc, this.list);
		offer(10);
		this.stream.admitted(this.position);
		StreamPage page = next();
		assertThat(page.changes()).hasSize(1);
		assertThat(page.complete()).isTrue();
	}

	@Test
	void thePageOfAnOlderSnapshotIsNotTaken() {
		UUID uid = insert(jdbc, this.list);
		LogPosition before = this.position;
		TailChanges[] older = new TailChanges[1];
		log.read((reader) -> {
			LoggedChanges logged = reader.changes(before, Set.of("todo"), 10);
			TailPage page = new TailPage(logged.end(), reader.snapshot(), true);
			older[0] = this.index.match(RecordChanges.read(logged, reader).records(), page).get(this.stream);
			return page;
		});
		jdbc.update("update todo set title = 'newer' where uid = ?", uid);
		next();
		this.stream.admitted(before);
		assertThat(this.stream.offer(older[0])).isFalse();
		assertSilent();
	}

	@Test
	void theEndIsToldAfterAPartAlsoWhenTheRestWasKnown() throws SQLException {
		try (Connection connection = database.dataSource().getConnection()) {
			connection.setAutoCommit(false);
			insert(new JdbcTemplate(new SingleConnectionDataSource(connection, true)), this.list);
			insert(jdbc, this.list);
			assertThat(next().changes()).hasSize(1);
			this.stream.admitted(this.position);
			connection.commit();
		}
		assertSilent();
		assertThat(offer(1).complete()).isFalse();
		StreamPage part = this.told.remove();
		assertThat(part.changes()).hasSize(1);
		assertThat(part.complete()).isFalse();
		assertSilent();
		assertThat(offer(10).complete()).isTrue();
		assertThat(this.told).as("the end").isNotEmpty();
		assertThat(this.told.remove().complete()).isTrue();
	}

	@Test
	void theEndIsToldAfterAPartThatCameWhileTheDatabaseWasRead() throws SQLException {
		try (Connection connection = database.dataSource().getConnection()) {
			connection.setAutoCommit(false);
			insert(new JdbcTemplate(new SingleConnectionDataSource(connection, true)), this.list);
			insert(jdbc, this.list);
			assertThat(next().changes()).hasSize(1);
			this.stream.admitted(this.position);
			connection.commit();
		}
		assertThat(offer(1).complete()).isFalse();
		assertThat(offer(10).complete()).isTrue();
		StreamPage page = next();
		assertThat(page.changes()).hasSize(1);
		assertThat(page.complete()).isTrue();
	}

	private final class Listener implements StreamListener {

		@Override
		public void page(String json) {
			FeedStreamIntegrationTests.this.told.add(StreamPage.parse(json, 1));
		}

		@Override
		public void failed(SyncException reason) {
			throw new AssertionError(reason);
		}

	}

}
