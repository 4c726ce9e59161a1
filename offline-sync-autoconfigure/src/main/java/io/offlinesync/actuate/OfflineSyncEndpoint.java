package io.offlinesync.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.offlinesync.actuate.SyncReport.OldestStream;
import io.offlinesync.actuate.SyncReport.Streams;
import io.offlinesync.actuate.SyncReport.Table;
import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.feed.FeedStatus;
import io.offlinesync.feed.StreamStatus;
import io.offlinesync.jdbc.DatabaseStatus;
import io.offlinesync.jdbc.InternalErrors;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.SyncDiagnostics;
import io.offlinesync.jdbc.TableDescription;
import io.offlinesync.jdbc.TableStatus;
import io.offlinesync.stomp.ClientSessions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Actuator endpoint that tells how syncing goes: of the database all, of clients and
 * streams those of this node. It names no users and no records.
 */
@Endpoint(id = "offlinesync")
public class OfflineSyncEndpoint {

	private final JdbcSyncService service;

	private final @Nullable DefaultChangeFeed feed;

	private final @Nullable ClientSessions sessions;

	private final Duration retention;

	/**
	 * Create an endpoint.
	 * @param service the synced tables
	 * @param feed the feed of this node, or {@literal null} if it has none
	 * @param sessions the clients of this node, or {@literal null} if it has none
	 * @param retention how long changes are kept
	 */
	public OfflineSyncEndpoint(JdbcSyncService service, @Nullable DefaultChangeFeed feed,
			@Nullable ClientSessions sessions, Duration retention) {
		this.service = service;
		this.feed = feed;
		this.sessions = sessions;
		this.retention = retention;
	}

	/**
	 * Look at everything.
	 * @return the state as of now
	 */
	@ReadOperation
	public SyncReport report() {
		SyncDiagnostics diagnostics = this.service.diagnostics();
		FeedStatus status = (this.feed != null) ? this.feed.status() : null;
		DatabaseStatus database = null;
		Map<String, List<String>> missing = Map.of();
		String failure = null;
		try {
			database = diagnostics.database();
			missing = diagnostics.tables()
				.stream()
				.collect(Collectors.toMap(TableStatus::name, TableStatus::missingTriggers));
		}
		catch (RuntimeException ex) {
			failure = InternalErrors.line(ex);
		}
		List<Table> tables = new ArrayList<>();
		for (TableDescription table : diagnostics.descriptions()) {
			tables.add(table(table, missing.get(table.name()), status));
		}
		return new SyncReport(tables, database, failure, (status != null) ? status.tail() : null,
				(this.sessions != null) ? this.sessions.count() : 0,
				(status != null) ? oldest(status.streams(), database) : null, this.retention, diagnostics.retention());
	}

	private static Table table(TableDescription table, @Nullable List<String> missing, @Nullable FeedStatus feed) {
		return new Table(table.name(), table.entity(), table.idType(), table.policy(), table.conflicts(), missing,
				(feed != null) ? streams(table.name(), feed) : new Streams(0, 0, Duration.ZERO, 0));
	}

	private static Streams streams(String table, FeedStatus feed) {
		List<StreamStatus> own = feed.streams().stream().filter((stream) -> stream.follows(table)).toList();
		int live = (int) own.stream().filter(StreamStatus::live).count();
		Duration behindFor = own.stream()
			.map(StreamStatus::behindFor)
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
		return new Streams(live, own.size() - live, behindFor, feed.resets().getOrDefault(table, 0L));
	}

	private static @Nullable OldestStream oldest(List<StreamStatus> streams, @Nullable DatabaseStatus database) {
		OldestStream oldest = null;
		for (StreamStatus stream : streams) {
			Long known = stream.knownBefore();
			if (known != null && (oldest == null || known < oldest.knownBefore())) {
				long newest = (database != null && database.log().newest() != null) ? database.log().newest().xid() : 0;
				oldest = new OldestStream(known, Math.max(0, newest + 1 - known), stream.behindFor());
			}
		}
		return oldest;
	}

}
