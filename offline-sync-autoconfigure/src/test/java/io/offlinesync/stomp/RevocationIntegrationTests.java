package io.offlinesync.stomp;

import java.util.Set;
import java.util.UUID;

import io.offlinesync.SyncRights;
import io.offlinesync.stomp.rights.Memberships;
import io.offlinesync.test.StreamChange;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Eve was a member of Ann's folder, and is not any more.
 */
class RevocationIntegrationTests extends RightsTests {

	private void letEveIn(int pages) {
		join(this.anns, "eve");
		jdbc.update("insert into page select gen_random_uuid(), ?, 'Page' from generate_series(1, ?)", this.anns,
				pages);
		application.getBean(SyncRights.class).changed("eve");
	}

	/** What is written before the revocation is seen along with it. */
	private void revokeAfter(String sql) {
		new TransactionTemplate(application.getBean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				JdbcTemplate template = application.getBean(JdbcTemplate.class);
				template.update(sql, this.anns);
				application.getBean(Memberships.class).end(this.anns, "eve");
			});
	}

	private static boolean isOf(StreamChange change, UUID folder) {
		return String.valueOf(change.value()).contains(folder.toString());
	}

	@Test
	void whatIsReadTogetherWithARevocationIsNotTold() {
		letEveIn(400);
		try (StreamClient stream = follow(application, "eve", "{}")) {
			stream.untilHolds("page", pages(this.anns, this.eves));
			revokeAfter("update page set text = 'secret' where folder = ?");
			stream.untilHolds("page", pages(this.eves));
			assertThat(stream.model().said()).noneMatch((change) -> String.valueOf(change.value()).contains("secret"));
		}
	}

	@Test
	void whatWasReadBeforeARevocationIsNotToldAfterIt() {
		letEveIn(1500);
		try (StreamClient stream = follow(application, "eve", "{}")) {
			stream.withhold();
			for (int page = 0; page < 4; page++) {
				stream.next();
			}
			Set<String> told = Set.copyOf(stream.model().records("page").keySet());
			assertThat(told.size()).isLessThan(1500);
			revokeAfter("update page set text = 'secret' where folder = ?");
			stream.acknowledge();
			stream.untilHolds("page", pages(this.eves));
			assertThat(stream.model().said()).noneMatch(
					(change) -> isOf(change, this.anns) && !told.contains(change.value().get("uid").stringValue()));
		}
	}

}
