package io.offlinesync.autoconfigure;

import java.util.UUID;

import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.existing.domain.ExistingApplication;
import io.offlinesync.existing.domain.Task;
import io.offlinesync.existing.domain.TaskRepository;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jdbc.test.autoconfigure.DataJdbcTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.transaction.AfterTransaction;
import org.springframework.test.context.transaction.TestTransaction;

import static org.assertj.core.api.Assertions.assertThat;

@DataJdbcTest(properties = { "spring.flyway.enabled=false", "spring.liquibase.enabled=false" })
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@ContextConfiguration(classes = ExistingApplication.class)
class DataJdbcSliceIntegrationTests {

	private static final TestDatabase database = ExistingApplication.database();

	private final SyncedRepository<Task> tasks;

	private final TaskRepository own;

	DataJdbcSliceIntegrationTests(@Autowired SyncedRepository<Task> tasks, @Autowired TaskRepository own) {
		this.tasks = tasks;
		this.own = own;
	}

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("spring.datasource.url", database::url);
		registry.add("spring.datasource.username", database::username);
		registry.add("spring.datasource.password", database::password);
	}

	@Test
	void theSyncedRepositoryIsInTheSliceAndInItsTransaction() {
		UUID uid = UUID.randomUUID();
		this.tasks.create(uid, new Task(uid, "In the test's transaction"));
		assertThat(this.own.findById(uid)).isPresent();
		assertThat(this.tasks.findMany(Where.all())).hasSize(1);
		assertThat(TestTransaction.isActive()).isTrue();
	}

	@AfterTransaction
	void nothingIsLeft() {
		assertThat(this.tasks.findMany(Where.all())).isEmpty();
		assertThat(database.jdbc().queryForObject("select count(*) from offline_sync.sync_metadata", Long.class))
			.isZero();
	}

}
