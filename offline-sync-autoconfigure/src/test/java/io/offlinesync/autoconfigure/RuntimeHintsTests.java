package io.offlinesync.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Embedded.OnEmpty;

import static org.assertj.core.api.Assertions.assertThat;

class RuntimeHintsTests {

	@Test
	void migrationsAreInAnImage() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new OfflineSyncRuntimeHints().registerHints(hints, null);
		Resource[] migrations = new PathMatchingResourcePatternResolver()
			.getResources("classpath:io/offlinesync/jdbc/schema/*");
		assertThat(migrations).isNotEmpty()
			.allSatisfy((migration) -> assertThat(RuntimeHintsPredicates.resource()
				.forResource("io/offlinesync/jdbc/schema/" + migration.getFilename())).accepts(hints));
	}

	@Test
	void entitiesAreMadeReadAndTakenApartByReflection() {
		RuntimeHints hints = hints(Invoice.class);
		assertThat(hints).satisfies(members(Invoice.class), members(Money.class), members(Line.class));
		assertThat(RuntimeHintsPredicates.reflection().onType(State.class)).accepts(hints);
	}

	@Test
	void propertiesOfRecordsAndOfBeansAreCalled() {
		RuntimeHints hints = hints(Invoice.class, Draft.class);
		assertThat(methods(Money.class)).extracting(Method::getName).contains("amount", "currency");
		assertThat(methods(Draft.class)).extracting(Method::getName)
			.contains("getTitle", "setTitle", "withTitle", "of");
		assertThat(methods(Money.class)).allSatisfy(isCalled(hints));
		assertThat(methods(Draft.class)).allSatisfy(isCalled(hints));
	}

	@Test
	void whatAnnotationsOfJacksonNameIsMade() throws NoSuchMethodException {
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(ToStringSerializer.class.getDeclaredConstructor())).accepts(hints(Invoice.class));
	}

	@Test
	void whatIsNoEntityNeedsNoHints() {
		RuntimeHints hints = hints(Draft.class);
		assertThat(RuntimeHintsPredicates.reflection().onType(Invoice.class)).rejects(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Money.class)).rejects(hints);
	}

	/**
	 * The methods of a type but those that every record has, which are final.
	 */
	private static List<Method> methods(Class<?> type) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> !method.isSynthetic() && !Modifier.isFinal(method.getModifiers()))
			.toList();
	}

	private static Consumer<Method> isCalled(RuntimeHints hints) {
		return (method) -> assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method)).as("" + method)
			.accepts(hints);
	}

	private static Consumer<RuntimeHints> members(Class<?> type) {
		return (hints) -> assertThat(RuntimeHintsPredicates.reflection()
			.onType(type)
			.withMemberCategories(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.ACCESS_DECLARED_FIELDS,
					MemberCategory.INVOKE_DECLARED_METHODS))
			.as(type.getName())
			.accepts(hints);
	}

	private static RuntimeHints hints(Class<?>... entities) {
		RuntimeHints hints = new RuntimeHints();
		SyncedEntitiesAotProcessor.registerHints(hints, List.of(entities));
		return hints;
	}

	enum State {

		OPEN, PAID

	}

	record Money(long amount, Currency currency) {

	}

	record Line(@JsonSerialize(using = ToStringSerializer.class) StringBuilder text) {

	}

	@SyncedTable
	record Invoice(@Id UUID uid, State state, @Nullable Instant dueAt,
			@Embedded(onEmpty = OnEmpty.USE_NULL) @Nullable Money total, List<Line> lines) {

	}

	@SyncedTable
	static class Draft {

		@Id
		private final UUID uid;

		private String title = "";

		@PersistenceCreator
		Draft(UUID uid) {
			this.uid = uid;
		}

		@JsonCreator
		static Draft of(UUID uid) {
			return new Draft(uid);
		}

		public UUID getUid() {
			return this.uid;
		}

		public String getTitle() {
			return this.title;
		}

		public void setTitle(String title) {
			this.title = title;
		}

		Draft withTitle(String title) {
			Draft draft = new Draft(this.uid);
			draft.title = title;
			return draft;
		}

	}

}
