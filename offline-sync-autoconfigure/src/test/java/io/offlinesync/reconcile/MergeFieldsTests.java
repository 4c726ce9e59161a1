package io.offlinesync.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.Decision.RowChange;
import io.offlinesync.reconcile.Decision.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MergeFieldsTests {

	private static final int GREATEST = 3;

	private static final List<Set<String>> CHANGED = List.of(Set.of(), Set.of("a"), Set.of("b"), Set.of("a", "b"),
			Set.of("a", "b", "c"));

	private final Set<String> covered = new TreeSet<>();

	private int cases;

	@Test
	void anUpdateOfALiveRecordSetsTheFieldsThatAreOlder() {
		for (Marks marks : liveMarks()) {
			for (FieldTimes times : everyTimes()) {
				for (Set<String> changed : CHANGED) {
					for (int t = 1; t <= GREATEST + 1; t++) {
						check(marks, times, changed, t);
						this.cases++;
					}
				}
			}
		}
		assertThat(this.cases).isEqualTo(16 * 65 * 5 * 4);
		assertThat(this.covered).containsExactlyInAnyOrder("APPLIED ahead of the record", "APPLIED behind the record",
				"APPLIED to a record without stamps", "APPLIED in part", "SUPERSEDED without fields",
				"SUPERSEDED by fields");
	}

	private void check(Marks marks, @Nullable FieldTimes times, Set<String> changed, int t) {
		StoredState stored = new StoredState(true, marks.metadata());
		Set<String> fields = new HashSet<>();
		Map<String, Instant> after = new HashMap<>();
		for (String field : List.of("a", "b", "c")) {
			int time = timeOf(marks, times, field);
			boolean set = changed.contains(field) && time < t;
			if (set) {
				fields.add(field);
			}
			if (set || time > 0) {
				after.put(field, Marks.at(set ? t : time));
			}
		}
		MergeDecision actual = MergeFields.decide(stored, Operation.UPDATE, changed, Marks.at(t), times, null);
		String what = marks + " with " + times + ", " + changed + " at " + t;
		if (fields.isEmpty()) {
			assertSame(what, actual, new MergeDecision(
					new Decision(Verdict.SUPERSEDED, RowChange.NONE, marks.metadata()), fields, times));
			this.covered.add(changed.isEmpty() ? "SUPERSEDED without fields" : "SUPERSEDED by fields");
			return;
		}
		int updated = (marks.time() == 0) ? t : Math.max(t, marks.time() + 1);
		Marks merged = new Marks(marks.created(), updated, 0);
		assertSame(what, actual, new MergeDecision(new Decision(Verdict.APPLIED, RowChange.UPDATE, merged.metadata()),
				fields, actual.times()));
		FieldTimes stores = actual.times();
		for (String field : List.of("a", "b", "c")) {
			assertThat((stores != null) ? stores.timeOf(field) : null).as(what).isEqualTo(after.get(field));
		}
		this.covered.add("APPLIED " + ((marks.time() == 0) ? "to a record without stamps"
				: (t > marks.time()) ? "ahead of the record" : "behind the record"));
		if (!fields.equals(changed)) {
			this.covered.add("APPLIED in part");
		}
	}

	private static int timeOf(Marks marks, @Nullable FieldTimes times, String field) {
		if (times == null) {
			return marks.time();
		}
		return Marks.mark(times.asMap().containsKey(field) ? times.asMap().get(field) : times.asMap().get(""));
	}

	private static void assertSame(String what, MergeDecision actual, MergeDecision expected) {
		if (!actual.equals(expected)) {
			assertThat(actual).as(what).isEqualTo(expected);
		}
	}

	@Test
	void everythingElseIsDecidedForTheWholeRecord() {
		Oracle oracle = Oracle.lastWriterWins();
		FieldTimes times = FieldTimes.of(Marks.at(1)).with(Set.of("a"), Marks.at(2));
		for (Marks marks : Marks.upTo(GREATEST)) {
			for (boolean row : new boolean[] { true, false }) {
				for (Operation op : Operation.values()) {
					if (op == Operation.UPDATE && row && marks.lives()) {
						continue;
					}
					for (int t = 1; t <= GREATEST; t++) {
						for (int forgotten = 0; forgotten <= GREATEST; forgotten++) {
							Decision expected = oracle.decision(Oracle.serverHas(row, marks, t, forgotten), op, marks,
									t);
							MergeDecision actual = MergeFields.decide(new StoredState(row, marks.metadata()), op,
									Set.of("a"), Marks.at(t), times, Marks.instant(forgotten));
							assertSame(marks + ", " + op + " at " + t, actual,
									new MergeDecision(expected, Set.of(), timesAfter(expected, marks, t, times)));
						}
					}
				}
			}
		}
		assertThat(oracle.unused()).containsExactly("live, T < t / UPDATE", "live, T = t / UPDATE",
				"live, T > t / UPDATE", "row without metadata / UPDATE");
	}

	private static @Nullable FieldTimes timesAfter(Decision decision, Marks marks, int t, FieldTimes times) {
		RecordMetadata metadata = decision.metadata();
		if (metadata.equals(marks.metadata())) {
			return times;
		}
		return (metadata.deletedAt() != null) ? null : new FieldTimes(Map.of("", Marks.at(t)));
	}

	@Test
	void aReplayedUpdateIsSuperseded() {
		StoredState stored = new StoredState(true, new Marks(1, 9, 0).metadata());
		FieldTimes times = FieldTimes.of(Marks.at(1)).with(Set.of("a"), Marks.at(9));
		MergeDecision first = MergeFields.decide(stored, Operation.UPDATE, Set.of("a", "b"), Marks.at(5), times, null);
		assertThat(first.fields()).containsExactly("b");
		StoredState after = new StoredState(true, first.decision().metadata());
		MergeDecision second = MergeFields.decide(after, Operation.UPDATE, Set.of("a", "b"), Marks.at(5), first.times(),
				null);
		assertThat(second.decision().verdict()).isEqualTo(Verdict.SUPERSEDED);
		assertThat(second.decision().metadataChanged(after)).isFalse();
		assertThat(second.fields()).isEmpty();
	}

	@Test
	void withoutStoredTimesTheRecordsTimeCountsForEveryField() {
		StoredState stored = new StoredState(true, new Marks(1, 5, 0).metadata());
		assertThat(MergeFields.decide(stored, Operation.UPDATE, Set.of("a"), Marks.at(5), null, null).fields())
			.isEmpty();
		MergeDecision newer = MergeFields.decide(stored, Operation.UPDATE, Set.of("a"), Marks.at(6), null, null);
		assertThat(newer.fields()).containsExactly("a");
		assertThat(newer.times()).isEqualTo(FieldTimes.of(Marks.at(5)).with(Set.of("a"), Marks.at(6)));
	}

	private static List<Marks> liveMarks() {
		return Marks.upTo(GREATEST).stream().filter(Marks::lives).toList();
	}

	private static List<@Nullable FieldTimes> everyTimes() {
		List<@Nullable FieldTimes> all = new ArrayList<>();
		all.add(null);
		for (Marks marks : Marks.upTo(GREATEST)) {
			Map<String, Instant> map = new HashMap<>();
			put(map, FieldTimes.BASE, marks.created());
			put(map, "a", marks.updated());
			put(map, "b", marks.deleted());
			all.add(new FieldTimes(map));
		}
		return all;
	}

	private static void put(Map<String, Instant> map, String field, int mark) {
		Instant instant = Marks.instant(mark);
		if (instant != null) {
			map.put(field, instant);
		}
	}

}
