package io.offlinesync.jdbc.shapes;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.offlinesync.ConflictResolver;
import io.offlinesync.ConflictStrategy;
import io.offlinesync.Operation;
import io.offlinesync.RecordConflict;
import io.offlinesync.RecordMetadata;
import io.offlinesync.Resolution;
import io.offlinesync.SyncedTable;
import io.offlinesync.jdbc.MutationResult;
import io.offlinesync.jdbc.MutationResult.Outcome;
import io.offlinesync.testsupport.CaptureBypass;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.stereotype.Component;

import static io.offlinesync.jdbc.shapes.RunningShapes.at;
import static io.offlinesync.jdbc.shapes.RunningShapes.json;
import static org.assertj.core.api.Assertions.assertThat;

class ConflictResolverIntegrationTests {

	private static RunningShapes shapes;

	private final UUID uid = UUID.randomUUID();

	private final String id = "'uid':'" + this.uid + "'";

	@BeforeAll
	static void start() {
		shapes = ShapesApplication
			.with("""
					create table price (uid uuid primary key, amount numeric(12, 2), note text, secret text, version int not null);
					create table counter (uid uuid primary key, total int not null);
					create table plain (uid uuid primary key, total int not null);
					""")
			.entities(Price.class, Counter.class, Plain.class)
			.configured(Resolvers.class)
			.start();
	}

	@AfterAll
	static void stop() {
		shapes.close();
	}

	@BeforeEach
	void reset() {
		Resolvers.seen.clear();
		Resolvers.answer = Resolution.takeIncoming();
	}

	@Test
	void showsBothVersions() {
		shapes.create("price", this.uid, "{'amount':1.50,'note':'a'}", 3);
		assertThat(Resolvers.seen).isEmpty();
		shapes.update("price", this.uid, "{'amount':9,'note':'b'}", 1, "note");
		assertThat(Resolvers.seen).singleElement().satisfies((conflict) -> {
			assertThat(conflict.stored().metadata()).isEqualTo(new RecordMetadata(at(3), null, null));
			assertThat(conflict.stored().value()).isEqualTo(new Price(this.uid, new BigDecimal("1.50"), "a", null, 1));
			assertThat(conflict.incoming()).isEqualTo(new Price(this.uid, new BigDecimal("1.50"), "b", null, 1));
			assertThat(conflict.changed()).containsExactly("note");
			assertThat(conflict.operation()).isEqualTo(Operation.UPDATE);
			assertThat(conflict.at()).isEqualTo(at(1));
			assertThat(conflict.incomingIsNewer()).isFalse();
		});
		shapes.delete("price", this.uid, 5);
		assertThat(Resolvers.seen.get(1).incoming()).isNull();
		assertThat(Resolvers.seen.get(1).incomingIsNewer()).isTrue();
	}

	@Test
	void takesWhatIsIncomingHoweverOld() {
		shapes.create("price", this.uid, "{'amount':1,'note':'a'}", 3);
		MutationResult result = update("{'note':'b'}", 1);
		assertThat(result.outcome()).isEqualTo(Outcome.APPLIED);
		assertThat(result.record().metadata()).isEqualTo(new RecordMetadata(at(3), at(4), null));
		assertThat(RunningShapes.value(result))
			.isEqualTo(json("{" + this.id + ",'amount':1.00,'note':'b','version':2}"));
	}

	@Test
	void changesNothingWhenWhatItTookComesAgain() {
		shapes.create("price", this.uid, "{'amount':1,'note':'a'}", 3);
		MutationResult first = update("{'amount':2.5,'note':'b'}", 1);
		MutationResult replay = update("{'amount':2.5,'note':'b'}", 1);
		assertThat(replay.outcome()).isEqualTo(Outcome.SUPERSEDED);
		assertThat(replay.record()).isEqualTo(first.record());
	}

	@Test
	void keepsWhatIsStoredHoweverNew() {
		shapes.create("price", this.uid, "{'amount':1,'note':'a'}", 3);
		Resolvers.answer = Resolution.keepStored();
		MutationResult result = update("{'note':'b'}", 5);
		assertThat(result.outcome()).isEqualTo(Outcome.SUPERSEDED);
		assertThat(result.record().metadata()).isEqualTo(new RecordMetadata(at(3), null, null));
		assertThat(shapes.delete("price", this.uid, 6)).isNotNull();
	}

	@Test
	void storesWhatItMakesOfBoth() {
		shapes.create("price", this.uid, "{'amount':1,'note':'a'}", 3);
		CaptureBypass.update(shapes.jdbc(), "update price set secret = 's' where uid = ?", this.uid);
		Resolvers.answer = Resolution.store(new Price(this.uid, new BigDecimal("7"), "both", "new", 99));
		assertThat(shapes.create("price", this.uid, "{'amount':2,'note':'b'}", 1))
			.isEqualTo(json("{" + this.id + ",'amount':7.00,'note':'both','version':2}"));
		assertThat(shapes.column("price", "secret", this.uid, String.class)).isEqualTo("new");
		MutationResult again = shapes.write("price", Operation.CREATE, this.uid, "{'amount':2,'note':'b'}", null, 1);
		assertThat(again.outcome()).isEqualTo(Outcome.SUPERSEDED);
		assertThat(again.record().metadata()).isEqualTo(new RecordMetadata(at(4), null, null));
		assertThat(shapes.delete("price", this.uid, 9))
			.isEqualTo(json("{" + this.id + ",'amount':7.00,'note':'both','version':2}"));
	}

	@Test
	void deletesIfItSaysSoAndIsNotAskedWhatIsDeleted() {
		shapes.create("price", this.uid, "{'amount':1,'note':'a'}", 3);
		assertThat(shapes.delete("price", this.uid, 1)).isNull();
		Resolvers.seen.clear();
		assertThat(update("{'note':'b'}", 2).outcome()).isEqualTo(Outcome.SUPERSEDED);
		assertThat(RunningShapes.value(update("{'note':'b'}", 9))).isNotNull();
		assertThat(Resolvers.seen).isEmpty();
	}

	@Test
	void isFoundAsAComponentByItsType() {
		shapes.create("counter", this.uid, "{'total':5}", 3);
		assertThat(shapes.update("counter", this.uid, "{'total':2}", 1)).isEqualTo(json("{" + this.id + ",'total':7}"));
	}

	@Test
	void decidesForItsOwnEntityOnly() {
		shapes.create("plain", this.uid, "{'total':5}", 3);
		assertThat(shapes.update("plain", this.uid, "{'total':2}", 1)).isEqualTo(json("{" + this.id + ",'total':5}"));
		assertThat(Resolvers.seen).isEmpty();
	}

	private MutationResult update(String data, int at) {
		return shapes.write("price", Operation.UPDATE, this.uid, data, null, at);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Adding.class)
	static class Resolvers {

		static final List<RecordConflict<Price>> seen = new ArrayList<>();

		static Resolution<Price> answer = Resolution.takeIncoming();

		@Bean
		ConflictResolver<Price> prices() {
			return (conflict) -> {
				seen.add(conflict);
				return answer;
			};
		}

	}

	@Component
	static class Adding implements ConflictResolver<Counter> {

		@Override
		public Resolution<Counter> resolve(RecordConflict<Counter> conflict) {
			Counter stored = Objects.requireNonNull(conflict.stored().value());
			Counter incoming = Objects.requireNonNull(conflict.incoming());
			return Resolution.store(new Counter(stored.uid(), stored.total() + incoming.total()));
		}

	}

	@SyncedTable(conflict = ConflictStrategy.MERGE_FIELDS)
	record Price(@Id UUID uid, @Nullable BigDecimal amount, @Nullable String note, @JsonIgnore @Nullable String secret,
			@Version int version) {

	}

	@SyncedTable
	record Counter(@Id UUID uid, int total) {

	}

	@SyncedTable
	record Plain(@Id UUID uid, int total) {

	}

}
