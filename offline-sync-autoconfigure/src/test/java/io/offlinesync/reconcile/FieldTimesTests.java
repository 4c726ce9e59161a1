package io.offlinesync.reconcile;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FieldTimesTests {

	@Test
	void everyFieldHasTheBaseUntilItIsSet() {
		FieldTimes times = FieldTimes.of(Marks.at(1)).with(Set.of("title"), Marks.at(2));
		assertThat(times.timeOf("title")).isEqualTo(Marks.at(2));
		assertThat(times.timeOf("done")).isEqualTo(Marks.at(1));
		assertThat(times.asMap()).isEqualTo(Map.of(FieldTimes.BASE, Marks.at(1), "title", Marks.at(2)));
	}

	@Test
	void withoutABaseTheOtherFieldsAreOlderThanEverything() {
		FieldTimes times = FieldTimes.of(null).with(Set.of("title"), Marks.at(2));
		assertThat(times.timeOf("title")).isEqualTo(Marks.at(2));
		assertThat(times.timeOf("done")).isNull();
		assertThat(times.asMap()).isEqualTo(Map.of("title", Marks.at(2)));
	}

	@Test
	void timesAreReadBackAsTheyWereStored() {
		FieldTimes times = FieldTimes.of(Marks.at(1)).with(Set.of("title", "done"), Marks.at(2));
		assertThat(new FieldTimes(times.asMap())).isEqualTo(times);
	}

	@Test
	void settingFieldsLeavesTheOldTimesAlone() {
		FieldTimes before = FieldTimes.of(Marks.at(1));
		before.with(Set.of("title"), Marks.at(2));
		assertThat(before).isEqualTo(FieldTimes.of(Marks.at(1)));
		Map<String, Instant> map = new HashMap<>(Map.of(FieldTimes.BASE, Marks.at(1)));
		FieldTimes copied = new FieldTimes(map);
		map.put("title", Marks.at(2));
		assertThat(copied).isEqualTo(before);
	}

}
