package io.offlinesync.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.feed.FeedStatus;
import io.offlinesync.jdbc.DatabaseStatus;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.RetentionStatus;
import io.offlinesync.jdbc.TableInfo;
import io.offlinesync.stomp.ClientSessions;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Gauges and counters of this node and of the database. However often they are read, the
 * database is asked every ten seconds at most, and streams are looked through once a
 * second. While the database does not answer, whoever reads the application's metrics
 * waits for it for three seconds at most, and its gauges are no numbers.
 */
public class SyncMeters implements MeterBinder {

	private static final String PREFIX = "offline.sync.";

	private static final double NANOS_PER_SECOND = 1e9;

	private static final Duration STREAMS_FOR = Duration.ofSeconds(1);

	private static final Duration DATABASE_FOR = Duration.ofSeconds(10);

	/** Those who scrape give up after ten. */
	private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(3);

	private final JdbcSyncService service;

	private final ObjectProvider<DefaultChangeFeed> feeds;

	private final ObjectProvider<ClientSessions> sessions;

	private final Cached<FeedStatus> feed;

	private final Cached<DatabaseStatus> database;

	/**
	 * Create the meters.
	 * @param service the synced tables
	 * @param feed the feed of this node, if it has one
	 * @param sessions the clients of this node, if it has any
	 */
	public SyncMeters(JdbcSyncService service, ObjectProvider<DefaultChangeFeed> feed,
			ObjectProvider<ClientSessions> sessions) {
		this.service = service;
		this.feeds = feed;
		this.sessions = sessions;
		this.feed = new Cached<>(() -> feed.getObject().status(), STREAMS_FOR);
		this.database = new Cached<>(() -> service.diagnostics().database(), DATABASE_FOR, DATABASE_PATIENCE);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindNode(registry);
		bindDatabase(registry);
		if (this.feeds.getIfAvailable() != null) {
			bindFeed(registry);
			this.service.tables().forEach((table) -> bind(registry, table));
		}
	}

	private void bindNode(MeterRegistry registry) {
		Gauge.builder(PREFIX + "sessions", this, (meters) -> meters.sessions())
			.description("Clients that are connected to this node")
			.register(registry);
		purged(registry, "changes", RetentionStatus::changes);
		purged(registry, "tombstones", RetentionStatus::tombstones);
		purged(registry, "transactions", RetentionStatus::transactions);
	}

	private void bindFeed(MeterRegistry registry) {
		time(registry, "streams.lag", "For how long the stream that is most behind has been",
				() -> of(this.feed,
						(status) -> status.streams()
							.stream()
							.mapToDouble((stream) -> seconds(stream.behindFor()))
							.max()
							.orElse(0)));
		time(registry, "tail.lag", "How long ago the tail reader had handed out all that there was",
				() -> of(this.feed, (status) -> seconds(status.tail().lag())));
	}

	private double sessions() {
		ClientSessions current = this.sessions.getIfAvailable();
		return (current != null) ? current.count() : 0;
	}

	private void bind(MeterRegistry registry, TableInfo table) {
		String name = table.name();
		streams(registry, name, "live", true);
		streams(registry, name, "behind", false);
		FunctionCounter
			.builder(PREFIX + "resets", this.feed,
					(source) -> of(source, (status) -> status.resets().getOrDefault(name, 0L)))
			.description("Scopes that clients held, and had to read again from the beginning")
			.tag("table", name)
			.register(registry);
	}

	private void streams(MeterRegistry registry, String table, String state, boolean live) {
		Gauge
			.builder(PREFIX + "streams", this.feed,
					(source) -> of(source,
							(status) -> status.streams()
								.stream()
								.filter((stream) -> stream.live() == live && stream.follows(table))
								.count()))
			.description("Open streams of this node that follow a table")
			.tag("table", table)
			.tag("state", state)
			.register(registry);
	}

	private void purged(MeterRegistry registry, String kind, ToDoubleFunction<RetentionStatus> rows) {
		FunctionCounter
			.builder(PREFIX + "purged", this.service, (source) -> rows.applyAsDouble(source.diagnostics().retention()))
			.description("What was older than the retention and is gone")
			.tag("kind", kind)
			.baseUnit(BaseUnits.ROWS)
			.register(registry);
	}

	private void bindDatabase(MeterRegistry registry) {
		time(registry, "horizon.age", "For how long the oldest transaction has been running",
				() -> of(this.database, (status) -> seconds(status.horizon().age())));
		gauge(registry, "horizon.lag", null, "How many transactions the oldest one that runs lies back",
				(status) -> status.horizon().lag());
		gauge(registry, "log.changes", BaseUnits.ROWS, "Entries of the change log, many of them estimated",
				(status) -> status.log().changes().rows());
		gauge(registry, "log.size", BaseUnits.BYTES, "The room that the change log takes",
				(status) -> status.log().bytes());
		time(registry, "log.age", "The age of the oldest entry of the change log",
				() -> of(this.database, SyncMeters::logAge));
		gauge(registry, "tombstones", BaseUnits.ROWS, "Deleted records that are remembered, many of them estimated",
				(status) -> status.tombstones().rows());
		gauge(registry, "transactions", BaseUnits.ROWS,
				"Clients' transactions that are remembered, many of them estimated",
				(status) -> status.transactions().rows());
	}

	private static double logAge(DatabaseStatus status) {
		DatabaseStatus.Entry oldest = status.log().oldest();
		return (oldest != null) ? seconds(Duration.between(oldest.time(), status.time())) : 0;
	}

	private void gauge(MeterRegistry registry, String name, @Nullable String unit, String description,
			ToDoubleFunction<DatabaseStatus> value) {
		Gauge.builder(PREFIX + name, this.database, (source) -> of(source, value))
			.description(description)
			.baseUnit(unit)
			.register(registry);
	}

	private void time(MeterRegistry registry, String name, String description, Supplier<Number> seconds) {
		TimeGauge.builder(PREFIX + name, seconds, TimeUnit.SECONDS)
			.description(description)
			.strongReference(true)
			.register(registry);
	}

	/**
	 * What cannot be looked at is no number.
	 */
	private static <T> double of(Cached<T> source, ToDoubleFunction<T> value) {
		T current = source.get();
		return (current != null) ? value.applyAsDouble(current) : Double.NaN;
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / NANOS_PER_SECOND;
	}

}
