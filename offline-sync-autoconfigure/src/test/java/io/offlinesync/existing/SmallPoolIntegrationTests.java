package io.offlinesync.existing;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.existing.domain.ExistingApplication;
import io.offlinesync.existing.domain.Task;
import io.offlinesync.jdbc.ClientTransaction;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.Push;
import io.offlinesync.jdbc.ReconcileAnswer;
import io.offlinesync.jdbc.ReconcileRequest;
import io.offlinesync.jdbc.SchemaInitializer;
import io.offlinesync.jdbc.SchemaMode;
import io.offlinesync.jdbc.SchemaNames;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class SmallPoolIntegrationTests {

	private static final String[] ONE_CONNECTION = { "spring.datasource.hikari.maximum-pool-size=1",
			"spring.datasource.hikari.minimum-idle=1", "spring.datasource.hikari.connection-timeout=2000" };

	private static final Instant T1 = Instant.parse("2026-01-01T10:00:00.001Z");

	private static final Instant T2 = Instant.parse("2026-01-01T10:00:00.002Z");

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final TestDatabase database = ExistingApplication.database();

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void oneConnectionIsEnoughForEverything(String autoCommit) {
		try (ConfigurableApplicationContext context = start("spring.datasource.hikari.auto-commit=" + autoCommit)) {
			SyncService service = context.getBean(SyncService.class);
			UUID project = UUID.randomUUID();
			UUID task = UUID.randomUUID();
			assertThat(
					push(service, mutation("project", Operation.CREATE, project, "{\"name\":\"p\"}", T1),
							mutation("task", Operation.CREATE, task,
									"{\"title\":\"t\",\"projectUid\":\"" + project + "\"}", T1)))
				.isEqualTo(TransactionResult.Outcome.COMMITTED);
			assertThat(push(service, mutation("task", Operation.CREATE, UUID.randomUUID(), "{\"title\":\"x\"}", T1),
					mutation("task", Operation.CREATE, UUID.randomUUID(), "{\"title\":\"\"}", T1)))
				.isEqualTo(TransactionResult.Outcome.REJECTED);
			service.mutate(null, mutation("task", Operation.UPDATE, task, "{\"title\":\"u\"}", T2));
			assertThat(service.findMany(null, "task", Where.all(), 10, null).records()).hasSize(1);
			assertThat(service.findUnique(null, "task", Where.eq("uid", task))).isPresent();
			assertThat(service.state().time()).isAfter(Instant.EPOCH);

			Map<String, RecordMetadata> held = new HashMap<>();
			held.put(task.toString(), new RecordMetadata(T1, null, T2.plusMillis(1)));
			held.put(UUID.randomUUID().toString(), new RecordMetadata(T1, null, null));
			ReconcileAnswer answer = service.reconcile(null,
					new ReconcileRequest("task", Where.all(), held, null, null, 1_000_000));
			assertThat(answer.deleteClient()).hasSize(1);
			assertThat(answer.addDatabase()).hasSize(1);
			assertThat(context.getBean(JdbcTemplate.class).queryForObject("select count(*) from task", Long.class))
				.isZero();

			SyncedRepository<Task> tasks = repository(context);
			new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> {
					tasks.create(task, new Task(task, "In the caller's transaction"));
					assertThat(tasks.findMany(Where.all())).hasSize(1);
				});
			assertThat(tasks.delete(task).record().value()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theConnectionThatMigratedGoesBackAsItWas(boolean autoCommit) throws SQLException {
		try (Connection connection = this.database.dataSource().getConnection()) {
			JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			jdbc.execute("set search_path to public, pg_catalog");
			connection.setAutoCommit(autoCommit);
			for (SchemaMode mode : List.of(SchemaMode.MIGRATE, SchemaMode.MIGRATE, SchemaMode.VALIDATE)) {
				DataSource dataSource = Objects.requireNonNull(jdbc.getDataSource());
				new SchemaInitializer(dataSource, dataSource, new SchemaNames("offline_sync"), mode)
					.afterPropertiesSet();
				assertThat(jdbc.queryForObject("show search_path", String.class)).isEqualTo("public, pg_catalog");
				assertThat(jdbc.queryForList("select * from pg_locks where locktype = 'advisory'")).isEmpty();
				assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
			}
		}
	}

	private ConfigurableApplicationContext start(String... properties) {
		return ExistingApplication.builder(ExistingApplication.NO_MIGRATIONS)
			.properties(this.database.properties())
			.properties(ONE_CONNECTION)
			.properties(properties)
			.run();
	}

	private static SyncedRepository<Task> repository(ConfigurableApplicationContext context) {
		return Repositories.of(context, Task.class);
	}

	private static TransactionResult.Outcome push(SyncService service, Mutation... mutations) {
		Push push = new Push(new User("user"), "client", null,
				List.of(new ClientTransaction(UUID.randomUUID().toString(), List.of(mutations))));
		TransactionResult first = service.push(push).get(0);
		assertThat(service.push(push).get(0).outcome()).isEqualTo(first.outcome());
		return first.outcome();
	}

	private static Mutation mutation(String table, Operation operation, UUID uid, @Nullable String data, Instant at) {
		return new Mutation(table, operation, uid.toString(), (data != null) ? (ObjectNode) JSON.readTree(data) : null,
				null, at);
	}

}
