package io.offlinesync.jdbc;

import java.util.List;
import java.util.UUID;

import io.offlinesync.RecordCreatedEvent;
import io.offlinesync.SyncedRecordEvent;
import io.offlinesync.jdbc.domain.Todo;
import io.offlinesync.jdbc.domain.TodoList;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.auditing.IsNewAwareAuditingHandler;
import org.springframework.data.mapping.context.PersistentEntities;
import org.springframework.data.relational.auditing.RelationalAuditingCallback;
import org.springframework.data.relational.core.mapping.event.AfterConvertCallback;
import org.springframework.data.relational.core.mapping.event.BeforeConvertCallback;
import org.springframework.data.relational.core.mapping.event.BeforeSaveCallback;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

import static org.assertj.core.api.Assertions.assertThat;

class ApplicationCodeTests {

	private static List<Class<?>> takingPart(Class<?>... configuration) {
		List<Class<?>> types = List.of(Todo.class, TodoList.class);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(configuration)) {
			ApplicationCode code = new ApplicationCode(types, context, context);
			return types.stream().<Class<?>>filter(code::takesPart).toList();
		}
	}

	@Test
	void anApplicationWithoutAnyHasNone() {
		assertThat(takingPart(Nothing.class)).isEmpty();
	}

	@Test
	void aCallbackConcernsItsEntity() {
		assertThat(takingPart(OneCallback.class)).containsExactly(Todo.class);
		assertThat(takingPart(CallbackForAll.class)).containsExactly(Todo.class, TodoList.class);
	}

	@Test
	void auditingDoesNotCount() {
		assertThat(takingPart(Auditing.class)).isEmpty();
	}

	@Test
	void readingDoesNotCount() {
		assertThat(takingPart(Reading.class)).isEmpty();
	}

	@Test
	void aListenerConcernsTheEntityItHearsOf() {
		assertThat(takingPart(OneListener.class)).containsExactly(TodoList.class);
		assertThat(takingPart(ListenerForAll.class)).containsExactly(Todo.class, TodoList.class);
	}

	@Test
	void aListenerThatWaitsForTheCommitDoesNotCount() {
		assertThat(takingPart(AfterCommit.class)).isEmpty();
		assertThat(takingPart(BeforeCommit.class)).containsExactly(Todo.class);
	}

	@Test
	void listenersOfTheParentCount() {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(OneListener.class);
				GenericApplicationContext child = new GenericApplicationContext(parent)) {
			child.refresh();
			assertThat(new ApplicationCode(List.of(TodoList.class), child, child).takesPart(TodoList.class)).isTrue();
		}
	}

	@Test
	void aListenerThatIsAddedLaterCounts() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Nothing.class)) {
			ApplicationCode code = new ApplicationCode(List.of(Todo.class), context, context);
			context.addApplicationListener((event) -> {
			});
			assertThat(code.takesPart(Todo.class)).isTrue();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

		@EventListener
		void started(ContextRefreshedEvent event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneCallback {

		@Bean
		BeforeConvertCallback<Todo> callback() {
			return (todo) -> new Todo(UUID.randomUUID(), todo.listUid(), todo.title());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CallbackForAll {

		@Bean
		BeforeSaveCallback<Object> callback() {
			return (entity, change) -> entity;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Auditing {

		@Bean
		RelationalAuditingCallback callback() {
			return new RelationalAuditingCallback(() -> new IsNewAwareAuditingHandler(PersistentEntities.of()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Reading {

		@Bean
		AfterConvertCallback<Object> callback() {
			return (entity) -> entity;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneListener {

		@EventListener
		void created(RecordCreatedEvent<TodoList> event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerForAll {

		@EventListener
		void written(SyncedRecordEvent<?> event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class AfterCommit {

		@TransactionalEventListener
		void created(RecordCreatedEvent<Todo> event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class BeforeCommit {

		@TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
		void created(RecordCreatedEvent<Todo> event) {
		}

	}

}
