package io.offlinesync.feed;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PageSizeTests {

	private final PageSize size = new PageSize();

	@Test
	void growsUntilPagesAreAsLongAsTheyShouldBe() {
		int first = this.size.rows();
		this.size.learn(first, first * 300L);
		assertThat(this.size.rows()).isEqualTo(2 * first);
		for (int i = 0; i < 10; i++) {
			this.size.learn(this.size.rows(), this.size.rows() * 300L);
		}
		assertThat(this.size.rows()).isEqualTo(PageSize.CHARACTERS / 300);
	}

	@Test
	void shrinksAtOnceWhenRecordsAreLong() {
		this.size.learn(64, 64 * 10_000L);
		assertThat(this.size.rows()).isEqualTo(PageSize.CHARACTERS / 10_000);
		this.size.learn(26, 26 * 10_000_000L);
		assertThat(this.size.rows()).isEqualTo(8);
	}

	@Test
	void doesNotGrowByPagesThatWereNotFull() {
		int first = this.size.rows();
		this.size.learn(first - 1, 0);
		assertThat(this.size.rows()).isEqualTo(first);
	}

	@Test
	void hasALimitHoweverLittleComesOfTheRecords() {
		for (int i = 0; i < 20; i++) {
			this.size.learn(this.size.rows(), 0);
		}
		assertThat(this.size.rows()).isEqualTo(1024);
	}

}
