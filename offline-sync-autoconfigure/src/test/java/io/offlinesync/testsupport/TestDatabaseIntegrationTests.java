package io.offlinesync.testsupport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TestDatabaseIntegrationTests {

	@Test
	void eachDatabaseIsEmptyAndItsOwn() {
		TestDatabase first = TestDatabase.create();
		TestDatabase second = TestDatabase.create();
		first.jdbc().execute("create table only_here (id int)");
		assertThat(first.jdbc().queryForObject("select to_regclass('only_here') is not null", Boolean.class)).isTrue();
		assertThat(second.jdbc().queryForObject("select to_regclass('only_here') is null", Boolean.class)).isTrue();
	}

}
