package io.offlinesync.jdbc.shapes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncedTable;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.MutationResult;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;

import static io.offlinesync.jdbc.shapes.RunningShapes.json;
import static io.offlinesync.jdbc.shapes.RunningShapes.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients name fields that the table does not have, or that they cannot know of.
 */
class UnknownFieldsIntegrationTests {

	private static RunningShapes refusing;

	private static RunningShapes ignoring;

	private final UUID uid = UUID.randomUUID();

	private final String id = "'uid':'" + this.uid + "'";

	@BeforeAll
	static void start() {
		TestDatabase database = TestDatabase.create();
		database.jdbc()
			.execute("create table letter (uid uuid primary key, title text, secret text, ghost text,"
					+ " number int not null default 42); create table stamp (uid uuid primary key, worth int)");
		refusing = ShapesApplication.on(database).entities(Letter.class).start();
		ignoring = ShapesApplication.on(database)
			.entities(Letter.class, Stamp.class)
			.properties("offline-sync.unknown-fields=ignore")
			.start();
	}

	@AfterAll
	static void stop() {
		ignoring.close();
		refusing.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "nothing", "secret", "ghost", "draft" })
	void saysTheSameOfFieldsThatAreNotThereAndOfHiddenOnes(String name) {
		refusing.create("letter", this.uid, "{'title':'a'}", 1);
		String message = "Unknown field in the data: '" + name
				+ "'. Leave it out, or have the server ignore such fields (offline-sync.unknown-fields)";
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> refusing.create("letter", this.uid, "{'title':'b','" + name + "':'x'}", 2))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.INVALID_REQUEST));
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> refusing.update("letter", this.uid, "{'title':'b','" + name + "':'x'}", 2, "title"))
			.withMessage(message);
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> refusing.update("letter", this.uid, "{'title':'b'}", 2, "title", name))
			.withMessage("No field that a client may change: '" + name + "'");
		assertThat(refusing.column("letter", "title", this.uid, String.class)).isEqualTo("a");
	}

	@Test
	void cutsNamesShort() {
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> refusing.create("letter", this.uid, "{'" + "n".repeat(10_000) + "':1}", 1))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(250));
	}

	@Test
	void dropsThemIfTheyAreIgnored() {
		String unknown = ",'nothing':{'deep':[1]},'secret':'x','ghost':'x','draft':null}";
		assertThat(ignoring.create("letter", this.uid, "{" + this.id + ",'title':'a'" + unknown, 1))
			.isEqualTo(json("{" + this.id + ",'title':'a','number':42,'length':1}"));
		assertThat(ignoring.update("letter", this.uid, "{'title':'bb'" + unknown, 2, "title", "secret", "nothing"))
			.isEqualTo(json("{" + this.id + ",'title':'bb','number':42,'length':2}"));
		assertThat(ignoring.update("letter", this.uid, "{'title':'ccc'" + unknown, 3))
			.isEqualTo(json("{" + this.id + ",'title':'ccc','number':42,'length':3}"));
		assertThat(hidden()).containsOnlyNulls();
	}

	@Test
	void whatWasAppliedKeepsItsOutcomeThoughFieldsAreGone() {
		Mutation[] mutations = {
				RunningShapes.mutation("letter", Operation.CREATE, this.uid, "{'title':'a','gone':1}", null, 1),
				RunningShapes.mutation("letter", Operation.UPDATE, this.uid, "{'title':'b','gone':2}", null, 2) };
		TransactionResult again = appliedThenRepeated(mutations);
		assertThat(again.results()).extracting(RunningShapes::value)
			.containsOnly(json("{" + this.id + ",'title':'b','number':42,'length':1}"));
	}

	@Test
	void whatWasAppliedKeepsItsOutcomeThoughTheTableIsGone() {
		Mutation[] mutations = { RunningShapes.mutation("letter", Operation.CREATE, this.uid, "{'title':'a'}", null, 1),
				RunningShapes.mutation("stamp", Operation.CREATE, this.uid, "{'worth':1}", null, 1) };
		TransactionResult again = appliedThenRepeated(mutations);
		assertThat(again.results()).extracting(MutationResult::outcome)
			.containsExactly(MutationResult.Outcome.APPLIED, MutationResult.Outcome.APPLIED);
		assertThat(again.results().get(1).record().uid()).isEqualTo(this.uid.toString());
		assertThat(again.results().get(1).record().json()).isNull();
	}

	private static TransactionResult appliedThenRepeated(Mutation... mutations) {
		String transaction = UUID.randomUUID().toString();
		TransactionResult first = ignoring.pushAs(transaction, mutations);
		assertThat(first.outcome()).isEqualTo(TransactionResult.Outcome.COMMITTED);
		TransactionResult again = refusing.pushAs(transaction, mutations);
		assertThat(again.outcome()).isEqualTo(TransactionResult.Outcome.COMMITTED);
		assertThat(again.xid()).isEqualTo(first.xid());
		return again;
	}

	private List<@Nullable String> hidden() {
		return java.util.Arrays.asList(ignoring.column("letter", "secret", this.uid, String.class),
				ignoring.column("letter", "ghost", this.uid, String.class));
	}

	@Test
	void changesNothingIfAllThatWasChangedIsIgnored() {
		ignoring.create("letter", this.uid, "{'title':'a'}", 1);
		MutationResult result = ignoring.write("letter", Operation.UPDATE, this.uid, "{'title':'stale','nothing':1}",
				Set.of("nothing"), 2);
		assertThat(result.outcome()).isEqualTo(MutationResult.Outcome.APPLIED);
		assertThat(RunningShapes.value(result)).isEqualTo(json("{" + this.id + ",'title':'a','number':42,'length':1}"));
	}

	@Test
	void ignoresNothingElse() {
		ignoring.create("letter", this.uid, "{'title':'a'}", 1);
		refused(SyncErrorCode.INVALID_REQUEST,
				() -> ignoring.update("letter", this.uid, "{'uid':'" + UUID.randomUUID() + "','nothing':1}", 2));
		refused(SyncErrorCode.INVALID_REQUEST,
				() -> ignoring.update("letter", this.uid, "{'title':{'a':1},'nothing':1}", 2));
		refused(SyncErrorCode.INVALID_REQUEST,
				() -> ignoring.update("letter", this.uid, "{'nothing':1}", 2, "title", "nothing"));
		refused(SyncErrorCode.INVALID_REQUEST, () -> ignoring.update("letter", this.uid, "{'number':1}", 2, "number"));
		refused(SyncErrorCode.INVALID_WHERE, () -> ignoring.find("letter", "{'nothing':1}"));
	}

	@Test
	void ignoresNothingThatApplicationCodeSays() {
		refused(SyncErrorCode.INVALID_REQUEST,
				() -> ignoring.repository(Letter.class).update(this.uid, Map.of("nothing", 1)));
	}

	@Test
	void takesBackFullCopiesWithAllThatWasSent() {
		String full = "{" + this.id + ",'title':'a','number':42,'length':1}";
		assertThat(refusing.create("letter", this.uid, full, 1)).isEqualTo(json(full));
		assertThat(
				refusing.update("letter", this.uid, full.replace("'number':42", "'number':7").replace("'a'", "'b'"), 2))
			.isEqualTo(json(full.replace("'a'", "'b'")));
	}

	@Test
	void recognisesATransactionOfWhichItIgnoredSomething() {
		Mutation mutation = RunningShapes.mutation("letter", Operation.CREATE, this.uid, "{'title':'a','nothing':1}",
				null, 1);
		TransactionResult first = ignoring.pushAs("t1", mutation);
		assertThat(first.outcome()).isEqualTo(TransactionResult.Outcome.COMMITTED);
		assertThat(ignoring.pushAs("t1", mutation).xid()).isEqualTo(first.xid());
	}

	@SyncedTable
	static class Letter {

		@Id
		public @Nullable UUID uid;

		public @Nullable String title;

		@JsonIgnore
		public @Nullable String secret;

		@ReadOnlyProperty
		@JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
		public @Nullable String ghost;

		@ReadOnlyProperty
		public int number;

		@org.springframework.data.annotation.Transient
		@JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
		public boolean draft;

		public int getLength() {
			return (this.title != null) ? this.title.length() : 0;
		}

	}

	@SyncedTable
	static class Stamp {

		@Id
		public @Nullable UUID uid;

		public int worth;

	}

}
