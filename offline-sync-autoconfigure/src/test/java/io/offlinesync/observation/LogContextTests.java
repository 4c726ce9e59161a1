package io.offlinesync.observation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LogContextTests {

	@AfterEach
	void clear() {
		MDC.clear();
	}

	@Test
	void namesSessionAndRequestMeanwhileAndLeavesTheRestAlone() {
		MDC.put("own", "kept");
		new LogContext("s1", "c1").run(() -> {
			assertThat(MDC.get("offlineSyncSession")).isEqualTo("s1");
			assertThat(MDC.get("offlineSyncCorrelation")).isEqualTo("c1");
			assertThat(MDC.get("own")).isEqualTo("kept");
			new LogContext("s2", null)
				.run(() -> assertThat(LogContext.current()).isEqualTo(new LogContext("s2", null)));
			assertThat(LogContext.current()).isEqualTo(new LogContext("s1", "c1"));
		});
		assertThat(MDC.getCopyOfContextMap()).containsOnlyKeys("own");
	}

	@Test
	void isGoneAfterAnError() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> new LogContext("s1", "c1").run(() -> {
			throw new IllegalStateException();
		}));
		assertThat(LogContext.current()).isEqualTo(new LogContext(null, null));
	}

}
