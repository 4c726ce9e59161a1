package io.offlinesync.stomp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.offlinesync.actuate.OfflineSyncHealthIndicator;
import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.jdbc.InternalErrors;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What those see who run an application: endpoint, health, metrics, the page for
 * developers and the log.
 */
@ExtendWith(OutputCaptureExtension.class)
class WatchedApplicationIntegrationTests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final Pattern DOCUMENTED = Pattern.compile("^\\| `(offline\\.sync\\.[a-z.-]+)` \\| ([^|]*)\\|",
			Pattern.MULTILINE);

	private static final Pattern CODE = Pattern.compile("`([a-z]+)`");

	private final UUID list = UUID.randomUUID();

	private final String todo = UUID.randomUUID().toString();

	@SuppressWarnings("NullAway.Init")
	private TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private ConfigurableApplicationContext application;

	@SuppressWarnings("NullAway.Init")
	private StompTestClient client;

	@BeforeEach
	void start() {
		this.database = DomainApplication.database();
		this.database.jdbc().update("insert into todo_list (uid, name) values (?, 'List')", this.list);
		this.application = DomainApplication.startWeb(this.database, "management.endpoints.web.exposure.include=*",
				"management.endpoint.health.show-details=always", "offline-sync.inspector.enabled=true",
				"offline-sync.health.stuck-after=1ms", "offline-sync.health.tail-lag=5s",
				"logging.pattern.console=[%X{offlineSyncSession}|%X{offlineSyncCorrelation}] %m%n",
				"logging.level.io.offlinesync.jdbc=info");
		this.client = StompTestClient.open(port()).connect();
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.application.close();
	}

	private int port() {
		return this.application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return HTTP.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path)).build(),
				BodyHandlers.ofString());
	}

	private JsonNode json(String path) {
		try {
			return JsonMapper.shared().readTree(get(path).body());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Two transactions, the second of which is refused. */
	private void push() {
		StompFrame reply = this.client.ask("push", """
				{"clientId":"phone","transactions":[
				  {"id":"t1","mutations":[{"table":"todo","op":"create","uid":"%s",
				    "at":"2026-01-01T10:00:00.001Z","data":{"listUid":"%s","title":"Milk","done":false}}]},
				  {"id":"t2","mutations":[{"table":"todo","op":"create","uid":"%s",
				    "at":"2026-01-01T10:00:00.001Z","data":{"title":"","done":false}}]}]}""".formatted(this.todo,
				this.list, UUID.randomUUID()));
		assertThat(reply.result().at("/transactions/0/outcome").stringValue()).isEqualTo("committed");
		assertThat(reply.result().at("/transactions/1/outcome").stringValue()).isEqualTo("rejected");
	}

	/** Follow until there is nothing more to hear. */
	private String follow(String... headers) {
		this.client.follow("stream",
				Stream.concat(Stream.of("ack", "client-individual"), Arrays.stream(headers)).toArray(String[]::new));
		JsonNode page;
		do {
			StompFrame frame = this.client.next();
			this.client.ack(frame);
			page = frame.json();
		}
		while (!page.get("complete").booleanValue());
		Awaitility.await().until(() -> json("/actuator/offlinesync").at("/tables/1/streams/live").asInt() == 1);
		return page.get("cursor").stringValue();
	}

	@Test
	void theEndpointTellsOfTablesLogAndStreams() {
		push();
		follow();
		JsonNode report = json("/actuator/offlinesync");
		assertThat(report.at("/tables").values()).extracting((table) -> table.get("name").stringValue())
			.containsExactly("note", "todo", "todo_list");
		JsonNode table = report.at("/tables/1");
		assertThat(table.get("idType").stringValue()).isEqualTo("uuid");
		assertThat(table.get("conflicts").stringValue()).isNotEmpty();
		assertThat(table.get("missingTriggers").isEmpty()).isTrue();
		assertThat(report.at("/database/generation").stringValue())
			.isEqualTo(this.application.getBean(JdbcSyncService.class).state().generation());
		assertThat(report.at("/database/log/changes/rows").intValue()).isEqualTo(1);
		assertThat(report.at("/database/log/changes/estimated").booleanValue()).isFalse();
		assertThat(report.at("/database/log/newest/xid")).isEqualTo(report.at("/database/log/oldest/xid"));
		assertThat(report.at("/database/horizon/lag").isIntegralNumber()).isTrue();
		assertThat(report.at("/database/transactions/rows").intValue()).isEqualTo(2);
		assertThat(report.at("/sessions").intValue()).isEqualTo(1);
		assertThat(report.at("/oldestStream/lag").intValue()).isZero();
		assertThat(report.at("/tail/alive").booleanValue()).isTrue();
		assertThat(report.at("/tail/streams").intValue()).isEqualTo(1);
		assertThat(report.at("/retention").stringValue()).isEqualTo("PT720H");
		assertThat(report.at("/purge/last").isNull()).isTrue();
	}

	@Test
	void theEndpointTellsWhatAPurgeHasDone() {
		push();
		this.application.getBean(JdbcSyncService.class).purge(Duration.ofNanos(1));
		JsonNode purge = json("/actuator/offlinesync").get("purge");
		assertThat(purge.at("/last/outcome").stringValue()).isEqualTo("DONE");
		assertThat(purge.at("/transactions").intValue()).isEqualTo(2);
	}

	@Test
	void healthIsUpWhileAllIsWell() {
		follow();
		assertThat(json("/actuator/health").at("/components/offlineSync/status").stringValue()).isEqualTo("UP");
	}

	@Test
	void healthIsDownWhileWritesAreNotCaptured() {
		this.database.jdbc().execute("alter table todo disable trigger offline_sync_capture_update");
		JsonNode health = json("/actuator/health").at("/components/offlineSync");
		assertThat(health.get("status").stringValue()).isEqualTo("DOWN");
		assertThat(health.at("/details/missingTriggers")).hasToString("{\"todo\":[\"offline_sync_capture_update\"]}");
		this.database.jdbc().execute("alter table todo enable trigger offline_sync_capture_update");
		assertThat(json("/actuator/health").at("/components/offlineSync/status").stringValue()).isEqualTo("UP");
	}

	@Test
	void healthIsDownWhileTheTablesAreNotThereAndTheEndpointSaysSo() {
		this.database.jdbc().execute("alter table offline_sync.sync_change rename to elsewhere");
		JsonNode health = json("/actuator/health").at("/components/offlineSync");
		assertThat(health.get("status").stringValue()).isEqualTo("DOWN");
		assertThat(health.at("/details/database").stringValue()).contains("sync_change");
		JsonNode report = json("/actuator/offlinesync");
		assertThat(report.get("failure").stringValue()).contains("sync_change");
		assertThat(report.get("database").isNull()).isTrue();
		assertThat(report.at("/tables/1/name").stringValue()).isEqualTo("todo");
		assertThat(report.at("/tables/1/entity").stringValue()).isEqualTo("io.offlinesync.jdbc.domain.Todo");
		assertThat(report.at("/tables/1/missingTriggers").isNull()).isTrue();
		assertThat(report.at("/tail/alive").booleanValue()).isTrue();
	}

	@Test
	void healthIsDownWhileNothingIsHandedOut() throws SQLException {
		follow();
		try (Connection connection = this.database.dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("lock table offline_sync.sync_change in access exclusive mode");
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(
						json("/actuator/health").at("/components/offlineSync/details/tail").stringValue(""))
					.startsWith("Nothing was handed out for PT"));
			connection.rollback();
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> json("/actuator/health").at("/components/offlineSync/status").stringValue().equals("UP"));
	}

	@Test
	void healthIsDownWhileTheFeedDoesNotRun() {
		this.application.getBean(DefaultChangeFeed.class).stop();
		JsonNode health = json("/actuator/health").at("/components/offlineSync");
		assertThat(health.get("status").stringValue()).isEqualTo("DOWN");
		assertThat(health.at("/details/tail").stringValue()).isEqualTo("The tail reader does not run");
	}

	@Test
	void healthNamesWhoHoldsTheHorizon() throws SQLException {
		try (Connection connection = this.database.dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("set local application_name = 'nightly'");
			statement.execute("update todo_list set name = 'Held'");
			JsonNode health = json("/actuator/health").at("/components/offlineSync");
			assertThat(health.get("status").stringValue()).isEqualTo("DEGRADED");
			assertThat(health.at("/details/horizon/application").stringValue()).isEqualTo("nightly");
			assertThat(health.at("/details/horizon/backend").stringValue()).matches("\\d+");
			assertThat(json("/actuator/health").get("status").stringValue()).isEqualTo("UP");
			connection.rollback();
		}
		Awaitility.await()
			.until(() -> json("/actuator/health").at("/components/offlineSync/status").stringValue().equals("UP"));
	}

	@Test
	void aPushThatFailsAsAWholeIsCountedWithItsReason() {
		String cursor = follow();
		this.database.jdbc().execute("alter table offline_sync.sync_state rename to elsewhere");
		this.client.ask("push", """
				{"clientId":"phone","cursor":"%s","transactions":[{"id":"t1","mutations":[
				  {"table":"todo","op":"delete","uid":"%s","at":"2026-01-01T10:00:00.001Z"}]}]}""".formatted(cursor,
				this.todo));
		MeterRegistry registry = this.application.getBean(MeterRegistry.class);
		assertThat(registry.get("offline.sync.mutations").tag("code", "internal-error").counter().count()).isOne();
		assertThat(registry.get("offline.sync.push").tag("outcome", "internal-error").timer().count()).isOne();
	}

	@Test
	void metersAreThoseThatAreDocumented() throws IOException {
		push();
		this.client.ask("todo/reconcile", "{\"where\":{},\"metadata\":{}}");
		String cursor = follow();
		this.database.jdbc().update("update todo set done = true");
		this.client.ack(this.client.next());
		this.client.frame("UNSUBSCRIBE", "id", "stream");
		this.client.settle();
		follow("cursor", cursor);
		MeterRegistry registry = this.application.getBean(MeterRegistry.class);
		assertThat(registry.get("offline.sync.mutations").tag("outcome", "applied").counter().count()).isEqualTo(1);
		assertThat(registry.get("offline.sync.mutations").tag("code", "constraint-violated").counter().count())
			.isEqualTo(1);
		assertThat(registry.get("offline.sync.push").tag("outcome", "rejected").timer().count()).isEqualTo(1);
		assertThat(registry.get("offline.sync.delivery").tag("outcome", "acknowledged").timer().count()).isPositive();
		assertThat(registry.get("offline.sync.log.changes").gauge().value()).isEqualTo(2);
		assertThat(registered(registry)).isEqualTo(documented());
	}

	private static Set<String> registered(MeterRegistry registry) {
		Set<String> meters = new TreeSet<>();
		for (Meter meter : registry.getMeters()) {
			Meter.Id id = meter.getId();
			if (id.getName().startsWith("offline.sync.") && !id.getName().endsWith(".active")) {
				List<String> tags = id.getTags()
					.stream()
					.map(Tag::getKey)
					.filter((tag) -> !tag.equals("error"))
					.toList();
				meters.add(id.getName() + ' ' + tags);
			}
		}
		return meters;
	}

	private static Set<String> documented() throws IOException {
		String text = Files.readString(Path.of("..", "docs", "monitoring.md"));
		Set<String> meters = new TreeSet<>();
		for (MatchResult meter : DOCUMENTED.matcher(text).results().toList()) {
			List<String> tags = CODE.matcher(meter.group(2)).results().map((tag) -> tag.group(1)).sorted().toList();
			meters.add(meter.group(1) + ' ' + tags);
		}
		return meters;
	}

	@Test
	void theInspectorShowsStreamsAndPushes() throws IOException, InterruptedException {
		push();
		follow();
		JsonNode state = json("/offline-sync/inspector/state");
		assertThat(state.get("sessions").intValue()).isEqualTo(1);
		JsonNode stream = state.at("/streams/0");
		assertThat(stream.get("subscription").stringValue()).isEqualTo("stream");
		assertThat(stream.at("/scopes/0/table").stringValue()).isEqualTo("todo");
		assertThat(stream.get("live").booleanValue()).isTrue();
		assertThat(stream.get("cursor").stringValue()).isNotEmpty();
		JsonNode push = state.at("/pushes/0");
		assertThat(push.get("clientId").stringValue()).isEqualTo("phone");
		assertThat(push.at("/transactions/0/changes/0/uid").stringValue()).isEqualTo(this.todo);
		assertThat(push.at("/transactions/0/changes/0/outcome").stringValue()).isEqualTo("applied");
		assertThat(push.at("/transactions/1/failure/code").stringValue()).isEqualTo("constraint-violated");
		HttpResponse<String> page = get("/offline-sync/inspector");
		assertThat(page.headers().firstValue("content-type")).hasValue("text/html;charset=UTF-8");
		assertThat(page.headers().firstValue("content-security-policy")).isPresent();
		assertThat(page.body()).contains("inspector/inspector.js").contains("inspector/inspector.css");
		assertThat(get("/offline-sync/inspector/inspector.js").statusCode()).isEqualTo(200);
		assertThat(get("/offline-sync/inspector/inspector.css").statusCode()).isEqualTo(200);
	}

	@Test
	void theLogNamesSessionAndRequestAndHasALineForEachTable(CapturedOutput output) {
		assertThat(output).contains("[|] Synced: todo (io.offlinesync.jdbc.domain.Todo): uuid id 'uid', no policy");
		this.database.jdbc().execute("alter table todo rename column title to heading");
		this.client.send("/app/sync/todo/find-many", "{\"where\":{}}", "correlation-id", "r 1\n[forged]");
		assertThat(this.client.next().error().get("code").stringValue()).isEqualTo("internal-error");
		assertThat(output.getOut()).containsPattern("(?m)^\\[[^|\\]]+\\|r 1\\?\\[forged\\]\\] Internal error ");
		this.client.follow("stream");
		assertThat(this.client.next().error().get("code").stringValue()).isEqualTo("internal-error");
		assertThat(output.getOut()).containsPattern("(?m)^\\[[^|\\]]+\\|\\] Internal error ");
	}

	@Test
	void structuredLogsHaveSessionAndRequestAsFields() {
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setFormat("ecs");
		encoder.setContext(context);
		encoder.start();
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
		appender.setContext(context);
		appender.setEncoder(encoder);
		appender.setOutputStream(out);
		appender.start();
		Logger logger = context.getLogger(InternalErrors.class);
		logger.addAppender(appender);
		try {
			this.database.jdbc().execute("alter table todo rename column title to heading");
			this.client.send("/app/sync/todo/find-many", "{\"where\":{}}", "correlation-id", "r1");
			assertThat(this.client.next().error().get("code").stringValue()).isEqualTo("internal-error");
		}
		finally {
			logger.detachAppender(appender);
		}
		String line = out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
		JsonNode logged = JsonMapper.shared().readTree(line);
		assertThat(logged.at("/ecs/version").isString()).as(line).isTrue();
		assertThat(logged.get("message").stringValue()).startsWith("Internal error ");
		assertThat(logged.get("offlineSyncCorrelation").stringValue()).isEqualTo("r1");
		assertThat(logged.get("offlineSyncSession").stringValue())
			.isEqualTo(this.application.getBean(ClientSessions.class).list().get(0).id());
	}

	@Test
	void whatIsNotAskedForIsNotThere() throws IOException, InterruptedException {
		try (ConfigurableApplicationContext plain = DomainApplication.startWeb(this.database,
				"management.health.offline-sync.enabled=false")) {
			assertThat(plain.getBeanNamesForType(OfflineSyncHealthIndicator.class)).isEmpty();
			int port = plain.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			for (String path : List.of("/offline-sync/inspector", "/offline-sync/inspector/state",
					"/actuator/offlinesync")) {
				HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
				assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).as(path).isEqualTo(404);
			}
		}
	}

}
