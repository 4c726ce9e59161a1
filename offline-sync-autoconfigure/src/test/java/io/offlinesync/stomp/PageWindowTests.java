package io.offlinesync.stomp;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class PageWindowTests {

	@ParameterizedTest
	@EnumSource(AckMode.class)
	void asksForOnePageAtATime(AckMode mode) {
		PageWindow window = new PageWindow(mode, 3);
		assertThat(window.request()).isTrue();
		assertThat(window.request()).isFalse();
		window.arrived("1");
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
		window.arrived("4");
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
		window.arrived("1");
		window.acknowledge("1");
		assertThat(window.acknowledge("1")).isFalse();
		assertThat(window.acknowledge("2")).isFalse();
		assertThat(window.request()).as("acknowledged before it was written").isFalse();
		window.written();
		assertThat(window.request()).isTrue();
	}

	private static void fill(PageWindow window, String... ids) {
		for (String id : ids) {
			assertThat(window.request()).isTrue();
			window.arrived(id);
			window.written();
		}
	}

	private static List<String> awaited(PageWindow window) {
		return List.of("1", "2", "3").stream().filter(window::awaits).toList();
	}

}
