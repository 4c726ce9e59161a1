package io.offlinesync.reconcile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.offlinesync.Operation;
import io.offlinesync.reconcile.Decision.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MergeFieldsHistoryTests {

	private static final Write CREATED = new Write("u", Operation.CREATE, Map.of("a", "old", "b", "old", "c", "old"),
			Set.of(), 1);

	@ParameterizedTest
	@CsvSource({ "3, 5", "5, 3", "4, 4" })
	void twoPeopleWhoEditDifferentFieldsKeepBothEdits(int annAt, int bobAt) {
		Write ann = new Write("u", Operation.UPDATE, Map.of("a", "ann", "b", "old", "c", "old"), Set.of("a"), annAt);
		Write bob = new Write("u", Operation.UPDATE, Map.of("a", "old", "b", "bob", "c", "old"), Set.of("b"), bobAt);
		for (List<Write> order : List.of(List.of(ann, bob), List.of(bob, ann))) {
			DecidedServer server = new DecidedServer(true);
			server.apply(CREATED);
			order.forEach(server::apply);
			assertThat(server.row("u")).isEqualTo(Map.of("a", "ann", "b", "bob", "c", "old"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "3, 5, bob", "5, 3, ann" })
	void theNewerOfTwoEditsOfOneFieldStandsInEitherOrder(int annAt, int bobAt, String stands) {
		Write ann = new Write("u", Operation.UPDATE, Map.of("a", "ann"), Set.of("a"), annAt);
		Write bob = new Write("u", Operation.UPDATE, Map.of("a", "bob"), Set.of("a"), bobAt);
		for (List<Write> order : List.of(List.of(ann, bob), List.of(bob, ann))) {
			DecidedServer server = new DecidedServer(true);
			server.apply(CREATED);
			order.forEach(server::apply);
			assertThat(server.row("u")).containsEntry("a", stands);
		}
	}

	@Test
	void theMergedVersionIsNewerThanBothItCameFrom() {
		DecidedServer server = new DecidedServer(true);
		server.apply(CREATED);
		server.apply(new Write("u", Operation.UPDATE, Map.of("a", "ann"), Set.of("a"), 5));
		server.apply(new Write("u", Operation.UPDATE, Map.of("b", "bob"), Set.of("b"), 3));
		assertThat(server.state("u").metadata()).isEqualTo(new Marks(1, 6, 0).metadata());
	}

	@Test
	void plainSqlAdvancesTheTimesOfItsColumnsOnly() {
		DecidedServer server = new DecidedServer(true);
		server.apply(CREATED);
		server.captureUpdate("u", "a", "sql", 5);
		server.apply(new Write("u", Operation.UPDATE, Map.of("a", "ann", "b", "ann"), Set.of("a", "b"), 3));
		assertThat(server.row("u")).isEqualTo(Map.of("a", "sql", "b", "ann", "c", "old"));
	}

	@Test
	void livingAgainSetsEveryField() {
		DecidedServer server = new DecidedServer(true);
		server.apply(CREATED);
		server.apply(new Write("u", Operation.DELETE, Map.of(), Set.of(), 4));
		server.apply(new Write("u", Operation.UPDATE, Map.of("a", "new", "b", "new", "c", "new"), Set.of("a"), 6));
		server.apply(new Write("u", Operation.UPDATE, Map.of("b", "late"), Set.of("b"), 5));
		assertThat(server.row("u")).isEqualTo(Map.of("a", "new", "b", "new", "c", "new"));
	}

	@Test
	void anUpdateWithoutFieldsLeavesNoTraceAndSoIsNotRecognisedLater() {
		DecidedServer server = new DecidedServer(true);
		server.apply(CREATED);
		Write empty = new Write("u", Operation.UPDATE, Map.of("a", "new", "b", "new", "c", "new"), Set.of(), 6);
		assertThat(server.apply(empty).verdict()).isEqualTo(Verdict.SUPERSEDED);
		assertThat(server.state("u").metadata()).isEqualTo(new Marks(1, 0, 0).metadata());
		server.apply(new Write("u", Operation.DELETE, Map.of(), Set.of(), 4));
		assertThat(server.apply(empty).verdict()).isEqualTo(Verdict.APPLIED);
		assertThat(server.state("u").live()).isTrue();
	}

	@Test
	void editsOfALivingRecordMergeTheSameInAnyOrder() {
		int mixed = 0;
		for (long seed = 0; seed < 2000; seed++) {
			Histories histories = new Histories(seed);
			List<Write> edits = new ArrayList<>();
			for (int at = 2; at <= 9; at++) {
				edits.add(histories.write("u", Operation.UPDATE, at));
			}
			Map<String, String> expected = new TreeMap<>(CREATED.data());
			edits.forEach((edit) -> edit.changed()
				.forEach((field) -> expected.put(field, edit.data().getOrDefault(field, ""))));
			for (int order = 0; order < 4; order++) {
				DecidedServer server = new DecidedServer(true);
				server.apply(CREATED);
				edits.forEach(server::apply);
				assertThat(server.row("u")).as("seed %d", seed).isEqualTo(expected);
				mixed += (Marks.mark(server.state("u").time()) > 9) ? 1 : 0;
				Collections.shuffle(edits, histories.random());
			}
		}
		assertThat(mixed).as("merged versions newer than every edit").isGreaterThan(1000);
	}

}
