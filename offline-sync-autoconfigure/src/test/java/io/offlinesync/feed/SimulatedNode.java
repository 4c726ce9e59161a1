package io.offlinesync.feed;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.offlinesync.jdbc.ChangeLog;
import io.offlinesync.jdbc.DatabaseSnapshot;
import io.offlinesync.jdbc.LogPosition;
import io.offlinesync.observation.SyncObservations;

/**
 * The change feed of one node without threads: its tail takes a turn when it is told to.
 */
public final class SimulatedNode {

	private final ChangeLog log;

	private final Executor workers;

	private final ChangeTail tail;

	private final int rows;

	/**
	 * Create a node.
	 * @param log the change log
	 * @param executor runs what streams and tail have to do
	 * @param rows how many records fit a page
	 */
	public SimulatedNode(ChangeLog log, Executor executor, int rows) {
		this.log = log;
		this.workers = executor;
		this.rows = rows;
		this.tail = new ChangeTail(log, executor, new FeedProperties(Duration.ofMillis(1), true, Duration.ofDays(1), 1),
				size(), SyncObservations.NONE);
	}

	private PageSize size() {
		return new PageSize(this.rows, this.rows, this.rows);
	}

	/**
	 * Open a stream.
	 * @param request what to follow
	 * @param listener takes the pages
	 * @return the stream
	 */
	public ChangeStream open(StreamRequest request, StreamListener listener) {
		ScopeSource scopes = new ScopeSource(this.log, request);
		return new FeedStream(request,
				new StreamReader(this.log, scopes, Cursor.decode(request.cursor()), size(), SyncObservations.NONE),
				listener, this.tail, this.workers, new FeedMonitor());
	}

	/**
	 * Let the tail hand out what is new.
	 */
	public void turn() {
		this.tail.turn();
	}

	/**
	 * Let a stream that has asked for the tail take part in it from wherever that is:
	 * wrong, to see that it is noticed.
	 * @param stream the stream
	 * @param generation the database's generation
	 */
	public void admitUnchecked(ChangeStream stream, String generation) {
		((FeedStream) stream).admitted(new LogPosition(generation, DatabaseSnapshot.parse("1:1:"), null, null));
	}

}
