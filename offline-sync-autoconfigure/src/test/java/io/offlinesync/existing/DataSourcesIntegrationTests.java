package io.offlinesync.existing;

import java.util.UUID;

import javax.sql.DataSource;

import io.offlinesync.OfflineSyncDataSource;
import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.existing.domain.ExistingApplication;
import io.offlinesync.existing.domain.Task;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class DataSourcesIntegrationTests {

	private final TestDatabase first = ExistingApplication.database();

	private final TestDatabase second = ExistingApplication.database();

	private ConfigurableApplicationContext start(Class<?> configuration) {
		return ExistingApplication.builder(ExistingApplication.NO_MIGRATIONS)
			.sources(configuration)
			.properties("first=" + this.first.url(), "second=" + this.second.url(), "user=" + this.first.username(),
					"password=" + this.first.password())
			.run();
	}

	@Test
	void thePrimaryOneIsSynced() {
		try (ConfigurableApplicationContext context = start(PrimaryAndOther.class)) {
			create(context);
		}
		assertSynced(this.first);
		assertUntouched(this.second);
	}

	@Test
	void aQualifiedOneIsSyncedBesideThePrimaryOne() {
		try (ConfigurableApplicationContext context = start(PrimaryAndQualified.class)) {
			create(context);
		}
		assertSynced(this.second);
		assertUntouched(this.first);
	}

	@Test
	void aTransactionOfTheOtherDataSourceIsNotTakenPartIn() {
		try (ConfigurableApplicationContext context = start(PrimaryAndQualified.class)) {
			SyncedRepository<Task> tasks = Repositories.of(context, Task.class);
			UUID uid = UUID.randomUUID();
			transaction(context, "firstManager").executeWithoutResult((status) -> {
				tasks.findMany(Where.all());
				tasks.create(uid, new Task(uid, "Stays"));
				status.setRollbackOnly();
			});
			assertThat(tasks.findMany(Where.all())).hasSize(1);
			transaction(context, "secondManager").executeWithoutResult((status) -> {
				tasks.delete(uid);
				status.setRollbackOnly();
			});
			assertThat(tasks.findMany(Where.all())).hasSize(1);
		}
	}

	@Test
	void whoHasSeveralIsToldToChoose(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(NeitherPrimary.class)) {
			assertThat(context.getBeansOfType(SyncService.class)).isEmpty();
		}
		assertThat(output).contains("nothing is synced")
			.contains("Spring Data JDBC is not configured")
			.contains(Task.class.getName());
		assertThatException().isThrownBy(() -> start(NeitherPrimaryButConfigured.class).close());
		assertThat(output).contains("There are several data sources: [firstDataSource, secondDataSource]")
			.contains("@OfflineSyncDataSource");
		assertUntouched(this.first);
		assertUntouched(this.second);
	}

	@Test
	void aProxyThatKnowsOfTransactionsIsNoObstacle() {
		assertJoins(TransactionAware.class);
	}

	@Test
	void aProxyThatConnectsLateIsNoObstacle() {
		assertJoins(Late.class);
	}

	@Test
	void aManagerOfTheApplicationsOwnIsJoined() {
		assertJoins(OwnManager.class);
	}

	private void assertJoins(Class<?> configuration) {
		try (ConfigurableApplicationContext context = start(configuration)) {
			SyncedRepository<Task> tasks = Repositories.of(context, Task.class);
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			UUID uid = UUID.randomUUID();
			transaction.executeWithoutResult((status) -> {
				tasks.create(uid, new Task(uid, "Goes"));
				assertThat(tasks.findMany(Where.all())).hasSize(1);
				status.setRollbackOnly();
			});
			assertUntouched(this.first, 0);
			transaction.executeWithoutResult((status) -> tasks.create(uid, new Task(uid, "Stays")));
			assertSynced(this.first);
		}
	}

	private static TransactionTemplate transaction(ConfigurableApplicationContext context, String manager) {
		return new TransactionTemplate(context.getBean(manager, PlatformTransactionManager.class));
	}

	private static void create(ConfigurableApplicationContext context) {
		UUID uid = UUID.randomUUID();
		Repositories.of(context, Task.class).create(uid, new Task(uid, "Write tests"));
	}

	private static void assertSynced(TestDatabase database) {
		assertUntouched(database, 1);
	}

	private static void assertUntouched(TestDatabase database, long records) {
		assertThat(database.jdbc()
			.queryForList("select count(*) from task union all select count(*) from offline_sync.sync_metadata",
					Long.class))
			.containsExactly(records, records);
	}

	private static void assertUntouched(TestDatabase database) {
		assertThat(database.jdbc().queryForObject("select to_regnamespace('offline_sync') is null", Boolean.class))
			.isTrue();
		assertThat(database.jdbc().queryForObject("select count(*) from task", Long.class)).isZero();
	}

	private static DataSource dataSource(Environment environment, String url) {
		return new TestDatabase(environment.getRequiredProperty(url), environment.getRequiredProperty("user"),
				environment.getRequiredProperty("password"))
			.dataSource();
	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryAndOther {

		@Bean
		@Primary
		DataSource firstDataSource(Environment environment) {
			return dataSource(environment, "first");
		}

		@Bean
		DataSource secondDataSource(Environment environment) {
			return dataSource(environment, "second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryAndQualified {

		@Bean
		@Primary
		DataSource firstDataSource(Environment environment) {
			return dataSource(environment, "first");
		}

		@Bean(defaultCandidate = false)
		@OfflineSyncDataSource
		DataSource secondDataSource(Environment environment) {
			return dataSource(environment, "second");
		}

		@Bean
		@Primary
		PlatformTransactionManager firstManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		PlatformTransactionManager secondManager(@OfflineSyncDataSource DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeitherPrimary {

		@Bean
		DataSource firstDataSource(Environment environment) {
			return dataSource(environment, "first");
		}

		@Bean
		DataSource secondDataSource(Environment environment) {
			return dataSource(environment, "second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeitherPrimaryButConfigured extends NeitherPrimary {

		@Bean
		NamedParameterJdbcTemplate operations(@Qualifier("secondDataSource") DataSource dataSource) {
			return new NamedParameterJdbcTemplate(dataSource);
		}

		@Bean
		PlatformTransactionManager transactionManager(@Qualifier("secondDataSource") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TransactionAware {

		@Bean
		DataSource target(Environment environment) {
			return dataSource(environment, "first");
		}

		@Bean
		@Primary
		DataSource proxy(@Qualifier("target") DataSource target) {
			return new TransactionAwareDataSourceProxy(target);
		}

		@Bean
		PlatformTransactionManager transactionManager(@Qualifier("target") DataSource target) {
			return new DataSourceTransactionManager(target);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Late {

		@Bean
		DataSource dataSource(Environment environment) {
			return new LazyConnectionDataSourceProxy(DataSourcesIntegrationTests.dataSource(environment, "first"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnManager {

		@Bean
		DataSource dataSource(Environment environment) {
			return DataSourcesIntegrationTests.dataSource(environment, "first");
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			DataSourceTransactionManager manager = new DataSourceTransactionManager(dataSource);
			manager.setEnforceReadOnly(true);
			manager.setValidateExistingTransaction(true);
			return manager;
		}

	}

}
