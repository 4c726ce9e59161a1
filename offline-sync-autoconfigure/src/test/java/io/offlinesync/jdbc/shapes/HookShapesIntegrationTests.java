package io.offlinesync.jdbc.shapes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedBy;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.annotation.Transient;
import org.springframework.data.auditing.DateTimeProvider;
import org.springframework.data.domain.AuditorAware;
import org.springframework.data.domain.Persistable;
import org.springframework.data.jdbc.repository.config.EnableJdbcAuditing;
import org.springframework.data.relational.core.mapping.event.AfterConvertCallback;
import org.springframework.data.relational.core.mapping.event.AfterDeleteCallback;
import org.springframework.data.relational.core.mapping.event.AfterSaveCallback;
import org.springframework.data.relational.core.mapping.event.BeforeConvertCallback;
import org.springframework.data.relational.core.mapping.event.BeforeDeleteCallback;
import org.springframework.data.relational.core.mapping.event.BeforeSaveCallback;

import static io.offlinesync.jdbc.shapes.RunningShapes.json;
import static io.offlinesync.jdbc.shapes.RunningShapes.refused;
import static org.assertj.core.api.Assertions.assertThat;

class HookShapesIntegrationTests {

	private static final String AUDITED = """
			 (uid uuid primary key, title text, made_at timestamptz, made_by text, changed_at timestamptz, changed_by text);
			""";

	private static final String DDL = "create table audited" + AUDITED + "create table audited_class" + AUDITED
			+ "create table persistable" + AUDITED
			+ "create table hooked (uid uuid primary key, title text, search text);";

	private static RunningShapes shapes;

	private final UUID uid = UUID.randomUUID();

	private final String id = "'uid':'" + this.uid + "'";

	@BeforeAll
	static void start() {
		shapes = ShapesApplication.with(DDL)
			.entities(Audited.class, AuditedClass.class, Persisted.class, Hooked.class)
			.configured(Auditing.class, Callbacks.class)
			.start();
	}

	@AfterAll
	static void stop() {
		shapes.close();
	}

	@BeforeEach
	void reset() {
		Auditing.tick = 0;
		Callbacks.calls.clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "audited", "audited_class", "persistable" })
	void auditsAsTheServer(String table) {
		String forged = ",'madeAt':'2001-01-01T00:00:00Z','madeBy':'eve','changedAt':'2001-01-01T00:00:00Z','changedBy':'eve'}";
		audited(shapes.create(table, this.uid, "{" + this.id + ",'title':'a'" + forged, 1), "a", 1, 1);
		audited(shapes.update(table, this.uid, "{'title':'b'" + forged, 2), "b", 1, 2);
		audited(shapes.update(table, this.uid, "{'title':'b'" + forged, 3), "b", 1, 2);
		audited(shapes.create(table, this.uid, "{'title':'c'" + forged, 4), "c", 1, 3);
		audited(shapes.update(table, this.uid, "{'title':'old'" + forged, 1), "c", 1, 3);
		shapes.delete(table, this.uid, 5);
		audited(shapes.update(table, this.uid, "{'title':'d'" + forged, 6), "d", 4, 4);
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update(table, this.uid, "{'madeBy':'eve'}", 7, "madeBy"));
		assertThat(shapes.find(table, "{'madeBy':'u4','changedAt':'" + Auditing.time(4) + "'," + this.id + "}"))
			.hasSize(1);
		assertThat(shapes.reconcile(table, "{" + this.id + "}", 0).addClient()).hasSize(1);
	}

	private void audited(@Nullable JsonNode record, String title, int made, int changed) {
		assertThat(record).isEqualTo(
				json("{" + this.id + ",'title':'" + title + "','madeAt':'" + Auditing.time(made) + "','madeBy':'u"
						+ made + "','changedAt':'" + Auditing.time(changed) + "','changedBy':'u" + changed + "'}"));
	}

	@Test
	void leavesAuditedFieldsToClientsWithoutAuditing() {
		try (RunningShapes plain = ShapesApplication.with(DDL).entities(Audited.class).start()) {
			String data = "{" + this.id
					+ ",'title':'a','madeAt':'2001-01-01T00:00:00Z','madeBy':'ann','changedAt':null,'changedBy':null}";
			assertThat(plain.create("audited", this.uid, data, 1)).isEqualTo(json(data));
			assertThat(plain.update("audited", this.uid, "{'madeBy':'bob'}", 2))
				.isEqualTo(json(data.replace("ann", "bob")));
		}
	}

	@Test
	void callsTheApplicationsCallbacks() {
		assertThat(shapes.create("hooked", this.uid, "{'title':' MiLk '}", 1))
			.isEqualTo(json("{" + this.id + ",'title':'MiLk','length':4}"));
		assertThat(Callbacks.calls).startsWith("beforeConvert  MiLk ", "beforeSave MiLk", "afterSave MiLk");
		assertThat(search()).isEqualTo("milk");
		Callbacks.calls.clear();
		assertThat(shapes.update("hooked", this.uid, "{'title':'Bread '}", 2))
			.isEqualTo(json("{" + this.id + ",'title':'Bread','length':5}"));
		assertThat(Callbacks.calls).startsWith("beforeConvert Bread ", "beforeSave Bread", "afterSave Bread");
		assertThat(search()).isEqualTo("bread");
		Callbacks.calls.clear();
		shapes.update("hooked", this.uid, "{'title':'late'}", 1);
		assertThat(Callbacks.calls).isEmpty();
		shapes.delete("hooked", this.uid, 3);
		assertThat(Callbacks.calls).containsExactly("beforeDelete Bread", "afterDelete Bread");
	}

	@Test
	void callsThemForDeletionsThatFollowFromAComparison() {
		shapes.create("hooked", this.uid, "{'title':'a'}", 1);
		Callbacks.calls.clear();
		var held = java.util.Map.of(this.uid.toString(),
				new io.offlinesync.RecordMetadata(RunningShapes.at(1), null, RunningShapes.at(2)));
		shapes.service()
			.reconcile(null, new io.offlinesync.jdbc.ReconcileRequest("hooked", io.offlinesync.Where.all(), held, null,
					null, Long.MAX_VALUE));
		assertThat(Callbacks.calls).containsExactly("beforeDelete a", "afterDelete a");
		assertThat(shapes.find("hooked", "{" + this.id + "}")).isEmpty();
	}

	private @Nullable String search() {
		return shapes.column("hooked", "search", this.uid, String.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcAuditing(dateTimeProviderRef = "clock")
	static class Auditing {

		private static int tick;

		static Instant time(int tick) {
			return Instant.parse("2026-05-01T00:00:00Z").plusSeconds(tick);
		}

		@Bean
		AuditorAware<String> auditor() {
			return () -> Optional.of("u" + tick);
		}

		@Bean
		DateTimeProvider clock() {
			return () -> Optional.of(time(tick));
		}

		/**
		 * Ticks once per save, however often auditing asks.
		 */
		@Bean
		BeforeConvertCallback<Object> ticking() {
			return new Ticking();
		}

	}

	@org.springframework.core.annotation.Order(org.springframework.core.Ordered.HIGHEST_PRECEDENCE)
	static final class Ticking implements BeforeConvertCallback<Object> {

		@Override
		public Object onBeforeConvert(Object aggregate) {
			Auditing.tick++;
			return aggregate;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Callbacks {

		static final List<String> calls = new ArrayList<>();

		private static <T> T call(String name, T entity, @Nullable String title) {
			calls.add(name + " " + title);
			return entity;
		}

		@Bean
		BeforeConvertCallback<Hooked> beforeConvert() {
			return (hooked) -> call("beforeConvert",
					new Hooked(hooked.uid, Objects.requireNonNull(hooked.title).strip(), hooked.search), hooked.title);
		}

		@Bean
		BeforeSaveCallback<Hooked> beforeSave() {
			return (hooked, change) -> call("beforeSave",
					new Hooked(hooked.uid, hooked.title, Objects.requireNonNull(hooked.title).toLowerCase(Locale.ROOT)),
					hooked.title);
		}

		@Bean
		AfterSaveCallback<Hooked> afterSave() {
			return (hooked) -> call("afterSave", hooked, hooked.title);
		}

		@Bean
		AfterConvertCallback<Hooked> afterConvert() {
			return (hooked) -> {
				hooked.length = Objects.requireNonNull(hooked.title).length();
				return hooked;
			};
		}

		@Bean
		BeforeDeleteCallback<Hooked> beforeDelete() {
			return (hooked, change) -> call("beforeDelete", hooked, hooked.title);
		}

		@Bean
		AfterDeleteCallback<Hooked> afterDelete() {
			return (hooked) -> call("afterDelete", hooked, hooked.title);
		}

	}

	@SyncedTable
	record Audited(@Id UUID uid, @Nullable String title, @CreatedDate @Nullable Instant madeAt,
			@CreatedBy @Nullable String madeBy, @LastModifiedDate @Nullable Instant changedAt,
			@LastModifiedBy @Nullable String changedBy) {

	}

	@SyncedTable
	static class AuditedClass {

		@Id
		public @Nullable UUID uid;

		public @Nullable String title;

		@CreatedDate
		public @Nullable Instant madeAt;

		@CreatedBy
		public @Nullable String madeBy;

		@LastModifiedDate
		public @Nullable Instant changedAt;

		@LastModifiedBy
		public @Nullable String changedBy;

	}

	/**
	 * The way applications give ids of their own: what they made themselves is new.
	 */
	@SyncedTable
	@org.springframework.data.relational.core.mapping.Table("persistable")
	static class Persisted extends AuditedClass implements Persistable<UUID> {

		@Transient
		@JsonIgnore
		private boolean fresh = true;

		@Override
		@JsonIgnore
		public @Nullable UUID getId() {
			return this.uid;
		}

		@Override
		@JsonIgnore
		public boolean isNew() {
			return this.fresh;
		}

	}

	@SyncedTable
	static class Hooked {

		@Id
		public final UUID uid;

		public final @Nullable String title;

		@JsonIgnore
		public final @Nullable String search;

		@Transient
		public int length;

		@com.fasterxml.jackson.annotation.JsonCreator
		Hooked(UUID uid, @Nullable String title, @Nullable String search) {
			this.uid = uid;
			this.title = title;
			this.search = search;
		}

	}

}
