package io.offlinesync.autoconfigure;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

import io.offlinesync.SyncException;
import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.existing.domain.ExistingApplication;
import io.offlinesync.existing.domain.Project;
import io.offlinesync.existing.domain.Task;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.RetentionScheduler;
import io.offlinesync.jdbc.SchemaInitializer;
import io.offlinesync.jdbc.SchemaMode;
import io.offlinesync.jdbc.SyncSettings;
import io.offlinesync.jdbc.UnknownFields;
import io.offlinesync.jdbc.SchemaNames;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class OfflineSyncAutoConfigurationIntegrationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
			DataSourceTransactionManagerAutoConfiguration.class, DataJdbcRepositoriesAutoConfiguration.class,
			JacksonAutoConfiguration.class, OfflineSyncAutoConfiguration.class, OfflineSyncFeedAutoConfiguration.class,
			OfflineSyncStompAutoConfiguration.class, OfflineSyncUnavailableAutoConfiguration.class);

	@SuppressWarnings("NullAway.Init")
	private static TestDatabase database;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues(database.properties());

	@BeforeAll
	static void createTables() {
		database = ExistingApplication.database();
		database.jdbc().execute("create table other_task (id text primary key, title text)");
	}

	private ApplicationContextRunner application() {
		return this.runner.withUserConfiguration(Tasks.class);
	}

	@Test
	void hasDefaults() {
		application().run((context) -> {
			OfflineSyncProperties properties = context.getBean(OfflineSyncProperties.class);
			assertThat(properties.enabled()).isTrue();
			assertThat(properties.maxClockSkew()).isEqualTo(Duration.ofMinutes(1));
			assertThat(properties.unknownFields()).isEqualTo(UnknownFields.REFUSE);
			assertThat(properties.schema().name()).isEqualTo("offline_sync");
			assertThat(properties.schema().mode()).isEqualTo(SchemaMode.MIGRATE);
			assertThat(context).hasSingleBean(SchemaInitializer.class)
				.hasSingleBean(JdbcSyncService.class)
				.doesNotHaveBean(MissingBeansReporter.class);
			assertThat(context.getBeansOfType(SyncedRepository.class)).hasSize(2);
		});
	}

	@Test
	void clocksMayBeAheadByAsMuchAsIsSaid() {
		UUID uid = UUID.randomUUID();
		application().run((context) -> assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> context.getBean(Injected.class).tasks().delete(uid, Instant.now().plusSeconds(600))));
		application().withPropertyValues("offline-sync.max-clock-skew=1h")
			.run((context) -> context.getBean(Injected.class).tasks().delete(uid, Instant.now().plusSeconds(600)));
	}

	@Test
	void theSchemasNameAndModeAreObeyed() {
		application().withPropertyValues("offline-sync.schema.name=elsewhere").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(database.jdbc().queryForObject("select count(*) from elsewhere.sync_state", Long.class)).isOne();
		});
		application().withPropertyValues("offline-sync.schema.name=nowhere", "offline-sync.schema.mode=none")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(database.jdbc().queryForObject("select to_regnamespace('nowhere') is null", Boolean.class))
					.isTrue();
			});
		application().withPropertyValues("offline-sync.schema.name=nowhere", "offline-sync.schema.mode=validate")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void isSwitchedOff(CapturedOutput output) {
		this.runner.withUserConfiguration(Packages.class)
			.withPropertyValues("offline-sync.enabled=false", "offline-sync.schema.name=off")
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(SyncService.class)
					.doesNotHaveBean(SchemaInitializer.class)
					.doesNotHaveBean(SyncedRepository.class);
				assertThat(context.getBeanDefinitionNames())
					.noneMatch((name) -> name.startsWith("offlineSync") && !name.contains("Tests"));
			});
		assertThat(output).doesNotContain("nothing is synced");
	}

	@Test
	void aServiceOfTheApplicationsOwnWinsWhateverItsName() {
		application().withUserConfiguration(OwnService.class).run((context) -> {
			assertThat(context).hasSingleBean(JdbcSyncService.class).hasBean("myService");
			assertThat(context.getBean(Injected.class).tasks().findMany(Where.eq("title", "no such"))).isEmpty();
		});
	}

	@Test
	void anInitializerOfTheApplicationsOwnWins() {
		application().withPropertyValues("offline-sync.schema.name=mine")
			.withBean("mine", SchemaInitializer.class,
					() -> new SchemaInitializer(database.dataSource(), database.dataSource(), new SchemaNames("mine"),
							SchemaMode.MIGRATE))
			.run((context) -> {
				assertThat(context).hasSingleBean(SchemaInitializer.class).hasBean("mine");
				context.getBean(Injected.class).tasks().delete(UUID.randomUUID());
			});
	}

	@Test
	void aRepositoryOfTheApplicationsOwnWins() {
		application().withUserConfiguration(OwnRepository.class)
			.run((context) -> assertThat(context.getBean(Injected.class).tasks())
				.isSameAs(context.getBean("taskSyncedRepository")));
	}

	@Test
	void entitiesMayHaveTheSameSimpleName() {
		application().withUserConfiguration(Other.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeansOfType(SyncedRepository.class)).hasSize(3);
			context.getBean(Injected.class).tasks().delete(UUID.randomUUID());
		});
	}

	@Test
	void anApplicationWithoutSyncedEntitiesIsTold(CapturedOutput output) {
		this.runner.withUserConfiguration(NoEntities.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(SyncService.class);
			assertThat(context.getBean(SyncService.class).tables()).isEmpty();
			assertThat(context.getBean(SyncService.class).state().generation()).isNotEmpty();
		});
		assertThat(output).contains("No entity is marked @SyncedTable");
	}

	@Test
	void whatIsMissingIsNamed(CapturedOutput output) {
		this.runner.withUserConfiguration(Packages.class)
			.withPropertyValues("spring.data.jdbc.repositories.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SyncService.class));
		assertThat(output).contains("spring.data.jdbc.repositories.enabled").doesNotContain("no data source");
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader("com.zaxxer.hikari"))
			.withUserConfiguration(Packages.class)
			.withBean(JsonMapper.class, JsonMapper::new)
			.run((context) -> assertThat(context).doesNotHaveBean(DataSource.class).doesNotHaveBean(SyncService.class));
		assertThat(output).contains("there is no data source");
	}

	@Test
	void nothingIsSaidWhereNothingIsToBeSynced(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(OfflineSyncUnavailableAutoConfiguration.class))
			.withUserConfiguration(NoEntities.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("SyncedTable");
	}

	@Test
	void repositoriesNeedNoWeb() {
		application()
			.withClassLoader(new FilteredClassLoader("org.springframework.web.servlet",
					"org.springframework.web.socket", "org.springframework.messaging", "jakarta.websocket",
					"jakarta.servlet", "org.springframework.security"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("offlineSyncStompEndpoint");
				context.getBean(Injected.class).tasks().delete(UUID.randomUUID());
			});
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues(database.properties())
			.withUserConfiguration(Tasks.class)
			.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("offlineSyncStompEndpoint"));
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues(database.properties())
			.withUserConfiguration(Tasks.class)
			.withPropertyValues("offline-sync.security.require-policy=false")
			.run((context) -> assertThat(context).hasNotFailed().hasBean("offlineSyncStompEndpoint"));
	}

	@Test
	void tablesThatClientsReachNeedAPolicy() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues(database.properties())
			.withUserConfiguration(Tasks.class)
			.withPropertyValues("offline-sync.schema.name=no_policies")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(database.jdbc()
					.queryForObject("select count(*) from pg_trigger where tgname like 'no_policies%'", Long.class))
					.isZero();
				FailureAnalysis analysis = new MissingSyncPolicyFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("project, task");
				assertThat(analysis.getAction()).contains("SyncPolicy<…>", "require-policy=false");
			});
	}

	@Test
	void beansMayBeCreatedLate() {
		application()
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("offline-sync.schema.name=late")
			.run((context) -> {
				// A purge is due in a lazy application too.
				assertThat(context.getBean(RetentionScheduler.class).isRunning()).isTrue();
				context.getBean(Injected.class).tasks().delete(UUID.randomUUID());
				assertThat(database.jdbc().queryForObject("select count(*) from late.sync_metadata", Long.class))
					.isOne();
			});
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = Task.class)
	static class Packages {

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = io.offlinesync.autoconfigure.other.Task.class)
	static class Other {

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackages = "io.offlinesync.nothing")
	static class NoEntities {

	}

	@Configuration(proxyBeanMethods = false)
	static class Tasks extends Packages {

		@Bean
		Injected injected(SyncedRepository<Task> tasks) {
			return new Injected(tasks);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnService {

		@Bean
		@DependsOnDatabaseInitialization
		JdbcSyncService myService(DataSource dataSource, JdbcConverter converter, JdbcDialect dialect,
				JsonMapper mapper, SchemaInitializer schema, ApplicationContext context) {
			return JdbcSyncService.create(Set.of(Task.class, Project.class), dataSource, converter, dialect, mapper,
					schema, new SyncSettings(Duration.ofHours(1), Duration.ofSeconds(30), UnknownFields.REFUSE,
							(openTables) -> {
							}),
					context, context);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRepository {

		@Bean
		@SuppressWarnings("unchecked")
		SyncedRepository<Task> taskSyncedRepository() {
			return (SyncedRepository<Task>) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { SyncedRepository.class }, (proxy, method, arguments) -> {
						throw new UnsupportedOperationException(method.getName());
					});
		}

	}

	record Injected(SyncedRepository<Task> tasks) {

	}

}
