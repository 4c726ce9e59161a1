package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class PageWindowTests {

	private final List<String> told = new ArrayList<>();

	@ParameterizedTest
	@EnumSource(AckMode.class)
	void asksForOnePageAtATime(AckMode mode) {
		PageWindow window = new PageWindow(mode, 3);
		assertThat(window.request()).isTrue();
		assertThat(window.request()).isFalse();
		window.arrived("1", (outcome) -> this.told.add("1" + " " + outcome));
		assertThat(window.request()).as("not written yet").isFalse();
		window.written();
		assertThat(window.request()).isTrue();
		assertThat(window.request()).isFalse();
	}

	@Test
	void waitsForNoAcknowledgementIfThereAreNone() {
		PageWindow window = new PageWindow(AckMode.AUTO, 1);
		fill(window, "1", "2", "3");
		assertThat(window.acknowledge("3")).isFalse();
		assertThat(window.awaits("3")).isFalse();
		assertThat(window.request()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(value = AckMode.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
	void isFullOfPagesThatWereNotAcknowledged(AckMode mode) {
		PageWindow window = new PageWindow(mode, 3);
		fill(window, "1", "2", "3");
		assertThat(window.request()).isFalse();
		assertThat(window.acknowledge("1")).isTrue();
		assertThat(window.request()).isTrue();
		window.arrived("4", (outcome) -> this.told.add("4" + " " + outcome));
		window.written();
		assertThat(window.request()).isFalse();
	}

	@Test
	void acknowledgesEachByItself() {
		PageWindow window = new PageWindow(AckMode.CLIENT_INDIVIDUAL, 3);
		fill(window, "1", "2", "3");
		assertThat(window.acknowledge("2")).isTrue();
		assertThat(awaited(window)).containsExactly("1", "3");
	}

	@Test
	void acknowledgesAllBefore() {
		PageWindow window = new PageWindow(AckMode.CLIENT, 3);
		fill(window, "1", "2", "3");
		assertThat(window.acknowledge("2")).isTrue();
		assertThat(awaited(window)).containsExactly("3");
		assertThat(window.acknowledge("1")).isFalse();
		assertThat(awaited(window)).containsExactly("3");
	}

	@ParameterizedTest
	@EnumSource(AckMode.class)
	void ignoresWhatItDoesNotKnow(AckMode mode) {
		PageWindow window = new PageWindow(mode, 1);
		assertThat(window.acknowledge("1")).isFalse();
		window.request();
		window.arrived("1", (outcome) -> this.told.add("1" + " " + outcome));
		window.acknowledge("1");
		assertThat(window.acknowledge("1")).isFalse();
		assertThat(window.acknowledge("2")).isFalse();
		assertThat(window.request()).as("acknowledged before it was written").isFalse();
		window.written();
		assertThat(window.request()).isTrue();
	}

	@Test
	void tellsWhatBecameOfEachPage() {
		PageWindow window = new PageWindow(AckMode.CLIENT, 4);
		fill(window, "1", "2", "3");
		window.acknowledge("2");
		assertThat(ended(window)).containsExactly("1 acknowledged", "2 acknowledged");
		window.close();
		assertThat(ended(window)).containsExactly("3 closed");
	}

	@Test
	void tellsOfPagesThatNobodyAcknowledgesWhetherTheyWereWritten() {
		PageWindow window = new PageWindow(AckMode.AUTO, 1);
		fill(window, "1");
		window.request();
		window.arrived("2", (outcome) -> this.told.add("2 " + outcome));
		window.close();
		window.written();
		assertThat(ended(window)).containsExactly("1 written", "2 closed");
	}

	private List<String> ended(PageWindow window) {
		this.told.clear();
		List<Runnable> ended = window.takeEnded();
		assertThat(this.told).as("what nobody was told yet").isEmpty();
		ended.forEach(Runnable::run);
		return this.told;
	}

	private void fill(PageWindow window, String... ids) {
		for (String id : ids) {
			assertThat(window.request()).isTrue();
			window.arrived(id, (outcome) -> this.told.add(id + " " + outcome));
			window.written();
		}
	}

	private static List<String> awaited(PageWindow window) {
		return List.of("1", "2", "3").stream().filter(window::awaits).toList();
	}

}
