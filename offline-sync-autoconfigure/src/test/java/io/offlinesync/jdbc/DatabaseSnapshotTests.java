package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DatabaseSnapshotTests {

	@Test
	void includesWhatHadEnded() {
		DatabaseSnapshot snapshot = DatabaseSnapshot.parse("10:20:10,14");
		assertThat(snapshot.includes(9)).isTrue();
		assertThat(snapshot.includes(10)).isFalse();
		assertThat(snapshot.includes(13)).isTrue();
		assertThat(snapshot.includes(14)).isFalse();
		assertThat(snapshot.includes(19)).isTrue();
		assertThat(snapshot.includes(20)).isFalse();
	}

	@Test
	void isWrittenAsPostgresDoes() {
		assertThat(DatabaseSnapshot.parse("10:20:10,14")).hasToString("10:20:10,14")
			.isEqualTo(DatabaseSnapshot.parse("10:20:10,14"));
		assertThat(DatabaseSnapshot.parse("7:7:")).hasToString("7:7:");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "1:2", "1:2:3:4", "a:2:", "2:1:", "0:1:", "-1:1:", "1:5:5", "1:5:0", "1:5:3,2",
			"1:5:3,3", "1:5:3,", "1:99999999999999999999:" })
	void otherTextIsNoSnapshot(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> DatabaseSnapshot.parse(text));
	}

	@Test
	void laterOnesIncludeEarlierOnesAndNotTheOtherWayRound() {
		Random random = new Random(7);
		for (int run = 0; run < 200; run++) {
			List<DatabaseSnapshot> history = history(random);
			for (int i = 0; i < history.size(); i++) {
				for (int j = 0; j < history.size(); j++) {
					boolean included = includesAll(history.get(j), history.get(i));
					assertThat(history.get(i).isIncludedIn(history.get(j)))
						.as("%s in %s", history.get(i), history.get(j))
						.isEqualTo(included);
					if (i <= j) {
						assertThat(included).isTrue();
					}
				}
			}
		}
	}

	private static boolean includesAll(DatabaseSnapshot outer, DatabaseSnapshot inner) {
		for (long xid = 1; xid < 100; xid++) {
			if (inner.includes(xid) && !outer.includes(xid)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Transactions that begin and end at random, and what snapshots see of them.
	 */
	private static List<DatabaseSnapshot> history(Random random) {
		List<DatabaseSnapshot> history = new ArrayList<>();
		TreeSet<Long> running = new TreeSet<>();
		long next = 5;
		for (int step = 0; step < 40; step++) {
			if (running.isEmpty() || random.nextBoolean()) {
				running.add(next++);
			}
			else {
				running.remove(new ArrayList<>(running).get(random.nextInt(running.size())));
			}
			history.add(DatabaseSnapshot.parse((running.isEmpty() ? next : running.first()) + ":" + next + ":"
					+ running.stream().map(String::valueOf).collect(Collectors.joining(","))));
		}
		return history;
	}

}
