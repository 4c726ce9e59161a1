package io.offlinesync.jdbc;

import java.time.Duration;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

class StatementTimeoutTests {

	private final StatementTimeout timeout = new StatementTimeout(Duration.ofMillis(1001));

	private final JdbcTemplate template = this.timeout.template(mock(DataSource.class));

	@Test
	void holdsForTheWorkOfAClientOnly() {
		assertThat(this.template.getQueryTimeout()).isNegative();
		assertThat(this.timeout.<Integer>limit(this.template::getQueryTimeout)).isEqualTo(2);
		assertThat(this.template.getQueryTimeout()).isNegative();
	}

	@Test
	void holdsUntilTheOutermostWorkIsDone() {
		assertThat(this.timeout.<Integer>limit(() -> {
			this.timeout.limit(() -> true);
			return this.template.getQueryTimeout();
		})).isEqualTo(2);
		assertThat(this.template.getQueryTimeout()).isNegative();
	}

	@Test
	void endsWithWorkThatFails() {
		assertThatIllegalStateException().isThrownBy(() -> this.timeout.limit(() -> {
			throw new IllegalStateException();
		}));
		assertThat(this.template.getQueryTimeout()).isNegative();
	}

}
