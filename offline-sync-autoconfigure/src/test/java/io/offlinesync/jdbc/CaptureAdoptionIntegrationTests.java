package io.offlinesync.jdbc;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

class CaptureAdoptionIntegrationTests {

	private static final String STAMPS = """
			select concat_ws(' ', uid, case when created_at is not null then 'created' end,
			  case when updated_at is not null then 'updated' end, case when deleted_at is not null then 'deleted' end,
			  field_times::text)
			from offline_sync.sync_metadata order by uid""";

	private final TestDatabase database = DomainApplication.database();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private void start() {
		DomainApplication.start(this.database).close();
	}

	@Test
	void rowsThatWereThereBeforeStayAsTheyAre() {
		this.jdbc.execute("insert into note (id, title) select i, 't' from generate_series(1, 200000) i");
		String versions = "select count(*) || ' ' || min(xmin::text::bigint) || ' ' || max(xmin::text::bigint) || ' ' || "
				+ "max(xmax::text::bigint) from note";
		String before = this.jdbc.queryForObject(versions, String.class);
		start();
		assertThat(this.jdbc.queryForObject(versions, String.class)).isEqualTo(before);
		assertThat(this.jdbc.queryForObject("select (select count(*) from offline_sync.sync_metadata) + "
				+ "(select count(*) from offline_sync.sync_change)", Long.class))
			.isZero();
	}

	@Test
	void whereCaptureHasAGapTheRowsAreRight() {
		start();
		this.jdbc.execute("insert into note (id) values ('back'), ('lost'), ('stays'); update note set title = 't'");
		this.jdbc.execute("delete from note where id = 'back'");
		this.jdbc.execute("alter table note disable trigger offline_sync_capture_insert");
		CaptureBypass.run(this.jdbc, (own) -> {
			own.execute("insert into note (id) values ('back'), ('new')");
			own.execute("delete from note where id = 'lost'");
		});
		String stays = this.jdbc.queryForObject(STAMPS.replace("order by uid", "where uid = 'stays'"), String.class);
		start();
		assertThat(this.jdbc.queryForList(STAMPS, String.class)).hasSize(3)
			.satisfies((stamps) -> assertThat(stamps.get(0)).matches("back created \\{\"\": \\d+\\}"))
			.contains("lost created updated deleted", stays);
		assertThat(this.jdbc.queryForObject(
				"select bool_and(coalesce(deleted_at, created_at) "
						+ "> now() - interval '1 minute') from offline_sync.sync_metadata where uid <> 'stays'",
				Boolean.class))
			.isTrue();
	}

}
