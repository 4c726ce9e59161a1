package io.offlinesync.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.feed.TailStatus;
import io.offlinesync.jdbc.DatabaseStatus;
import io.offlinesync.jdbc.DatabaseStatus.Holder;
import io.offlinesync.jdbc.DatabaseStatus.Horizon;
import io.offlinesync.jdbc.InternalErrors;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.TableStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Health indicator: DOWN if writes are not captured or changes are not handed out, so
 * that clients miss something, and DEGRADED if a transaction has kept purges from going
 * on for too long, which harms nobody at once.
 */
public class OfflineSyncHealthIndicator extends AbstractHealthIndicator {

	/**
	 * Something wants to be looked at, and clients are served as ever.
	 */
	public static final Status DEGRADED = new Status("DEGRADED");

	private final JdbcSyncService service;

	private final @Nullable DefaultChangeFeed feed;

	private final HealthProperties properties;

	/**
	 * Create an indicator.
	 * @param service the synced tables
	 * @param feed the feed of this node, or {@literal null} if it has none
	 * @param properties when to object
	 */
	public OfflineSyncHealthIndicator(JdbcSyncService service, @Nullable DefaultChangeFeed feed,
			HealthProperties properties) {
		super("The state of syncing cannot be looked at");
		this.service = service;
		this.feed = feed;
		this.properties = properties;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		// What does not need the database comes first: it may be what does not answer.
		checkTail(builder);
		try {
			checkHorizon(builder, this.service.diagnostics().database());
			checkCapture(builder, this.service.diagnostics().tables());
		}
		catch (RuntimeException ex) {
			builder.down().withDetail("database", InternalErrors.line(ex));
		}
	}

	private void checkHorizon(Health.Builder builder, DatabaseStatus status) {
		Horizon horizon = status.horizon();
		if (horizon.age().compareTo(this.properties.stuckAfter()) < 0) {
			return;
		}
		degrade(builder);
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("stuckFor", horizon.age().toString());
		details.put("transactions", horizon.lag());
		Holder holder = horizon.holder();
		if (holder != null) {
			details.put(holder.prepared() ? "preparedTransaction" : "backend", holder.backend());
			put(details, "database", holder.database());
			put(details, "user", holder.user());
			put(details, "application", holder.application());
			put(details, "state", holder.state());
		}
		builder.withDetail("horizon", details);
	}

	private static void put(Map<String, Object> details, String name, @Nullable String value) {
		if (value != null) {
			details.put(name, value);
		}
	}

	private static void degrade(Health.Builder builder) {
		if (Status.UP.equals(builder.build().getStatus())) {
			builder.status(DEGRADED);
		}
	}

	private static void checkCapture(Health.Builder builder, List<TableStatus> tables) {
		Map<String, List<String>> missing = new LinkedHashMap<>();
		tables.stream()
			.filter((table) -> !table.captured())
			.forEach((table) -> missing.put(table.name(), table.missingTriggers()));
		if (!missing.isEmpty()) {
			builder.down().withDetail("missingTriggers", missing);
		}
	}

	private void checkTail(Health.Builder builder) {
		if (this.feed == null) {
			return;
		}
		TailStatus tail = this.feed.status().tail();
		if (!tail.alive()) {
			builder.down().withDetail("tail", "The tail reader does not run");
		}
		else if (tail.lag().compareTo(this.properties.tailLag()) > 0) {
			String reason = (tail.failure() != null) ? ": " + tail.failure() : "";
			builder.down().withDetail("tail", "Nothing was handed out for " + tail.lag() + reason);
		}
	}

}
