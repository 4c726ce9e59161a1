package io.offlinesync.jdbc;

import java.util.Map;
import java.util.function.IntSupplier;

import io.offlinesync.RecordMetadata;
import io.offlinesync.jdbc.model.ModelApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bounds that only a wrong plan, or one statement for each row, can miss.
 * {@link SyncLoad} measures.
 */
class SpeedIntegrationTests {

	private static final int PIECE = 5_000;

	private static final long BOUND = 4_000;

	private static ConfigurableApplicationContext context;

	private static SyncLoad load;

	private static Map<String, RecordMetadata> equal;

	@BeforeAll
	static void start() {
		context = ModelApplication.start(ModelApplication.database());
		load = new SyncLoad(context);
		load.fill(2 * SyncLoad.SCOPE);
		equal = load.held(0);
		assertThat(equal).hasSize(SyncLoad.SCOPE);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void comparesFiftyThousandRecordsQuickly() {
		assertQuick(0, () -> load.reconcile(equal, SyncLoad.SCOPE));
		assertQuick(0, () -> load.reconcile(equal, PIECE));
	}

	@Test
	void findsOnePercentThatDiffersQuickly() {
		Map<String, RecordMetadata> different = load.held(100);
		assertQuick(SyncLoad.SCOPE / 100, () -> load.reconcile(different, SyncLoad.SCOPE));
		assertQuick(SyncLoad.SCOPE / 100, () -> load.reconcile(different, PIECE));
	}

	@Test
	void sendsFiftyThousandRecordsQuickly() {
		assertQuick(SyncLoad.SCOPE, () -> load.reconcileEmpty(equal, PIECE));
	}

	@Test
	void appliesFiveHundredTransactionsQuickly() {
		assertQuick(500, () -> load.push(1, true));
		assertQuick(500, () -> load.push(100, false));
	}

	/**
	 * The best of three, since others use the machine too.
	 */
	private static void assertQuick(int expected, IntSupplier work) {
		long best = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			best = Math.min(best, SyncLoad.time(() -> assertThat(work.getAsInt()).isEqualTo(expected)));
		}
		assertThat(best).isLessThan(BOUND);
	}

}
