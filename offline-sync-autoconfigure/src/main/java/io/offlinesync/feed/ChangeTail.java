package io.offlinesync.feed;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.offlinesync.jdbc.ChangeLog;
import io.offlinesync.jdbc.ChangeLogReader;
import io.offlinesync.jdbc.InternalErrors;
import io.offlinesync.jdbc.LogPosition;
import io.offlinesync.jdbc.LoggedChanges;
import io.offlinesync.observation.SyncObservation;
import io.offlinesync.observation.SyncObservations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the change log for all streams of this node that have caught up, and hands out
 * what is new to those whom it concerns.
 */
final class ChangeTail implements Runnable {

	private static final Log logger = LogFactory.getLog(ChangeTail.class);

	private static final int MAX_FAILURES = 3;

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

	private final ChangeLog log;

	private final long pollInterval;

	private final Semaphore wake = new Semaphore(0);

	private final Queue<Runnable> comingAndGoing = new ConcurrentLinkedQueue<>();

	private final TailMembers members;

	private final PageSize size;

	private final SyncObservations observations;

	private @Nullable LogPosition position;

	private volatile boolean running = true;

	/** Of the page that is being handed out, or {@literal null} if it has nothing new. */
	private @Nullable Consumer<String> observation;

	private volatile Status status = new Status(0, System.nanoTime(), null);

	ChangeTail(ChangeLog log, Executor tellers, FeedProperties properties, PageSize size,
			SyncObservations observations) {
		this.log = log;
		this.size = size;
		this.observations = observations;
		this.members = new TailMembers(tellers, properties.idleInterval());
		this.pollInterval = properties.pollInterval().toNanos();
	}

	/**
	 * Look at the log soon, since there may be something new.
	 */
	void wake() {
		if (this.wake.availablePermits() == 0) {
			this.wake.release();
		}
	}

	void stop() {
		this.running = false;
		wake();
	}

	/**
	 * Hand out to a stream what is new from now on. It is told from where.
	 * @param stream the stream
	 * @param known what it has read itself
	 */
	void join(FeedStream stream, LogPosition known) {
		this.comingAndGoing.add(() -> admit(stream, known));
		wake();
	}

	/**
	 * Hand out nothing more to a stream.
	 */
	void leave(FeedStream stream) {
		this.comingAndGoing.add(() -> this.members.remove(stream));
	}

	@Override
	public void run() {
		long pause = 0;
		int failures = 0;
		while (this.running) {
			try {
				await((pause > 0) ? pause : this.pollInterval);
				turn();
				this.status = new Status(this.members.size(), System.nanoTime(), null);
				pause = 0;
				failures = 0;
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException | Error ex) {
				pause = Math.min((pause > 0) ? pause * 2 : FIRST_PAUSE, LONGEST_PAUSE);
				if (!this.running) {
					return;
				}
				this.status = this.status.failed(InternalErrors.line(ex));
				// While the database cannot answer, the position stays where it is. What
				// is no fault of the database's may be one of a record's: then each
				// stream reads for itself, and only those fail that it concerns.
				if (InternalErrors.known(ex) == null && ++failures == MAX_FAILURES) {
					logger.error("Cannot hand out changes: all streams read them for themselves",
							InternalErrors.loggable(ex));
					failures = 0;
					restart();
				}
				else {
					logger.warn("Cannot read the change log, trying again: " + InternalErrors.line(ex));
				}
			}
		}
	}

	private void await(long nanos) throws InterruptedException {
		if (this.members.isEmpty() && this.comingAndGoing.isEmpty()) {
			// Where nobody listens there is nothing to look for, and no place to keep.
			this.position = null;
			this.status = new Status(0, System.nanoTime(), null);
			this.wake.acquire();
		}
		else if (this.wake.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
			this.wake.drainPermits();
		}
	}

	/**
	 * Take in who has come, and hand out all that is new.
	 */
	void turn() {
		boolean more = true;
		while (more && this.running) {
			for (Runnable next = this.comingAndGoing.poll(); next != null; next = this.comingAndGoing.poll()) {
				next.run();
			}
			more = !this.members.isEmpty() && readPage();
		}
	}

	private void admit(FeedStream stream, LogPosition known) {
		// The first one's place, not the end of the log: what may have been lost since
		// would go unnoticed.
		LogPosition from = (this.position != null) ? this.position : known;
		this.position = from;
		this.members.add(stream, known);
		stream.admitted(from);
	}

	/**
	 * Read a page and hand it out. Only what holds something new is observed.
	 * @return whether there is more to read
	 */
	private boolean readPage() {
		String outcome = SyncObservations.ERROR;
		try {
			boolean more = readAndHandOut();
			outcome = SyncObservations.SUCCESS;
			return more;
		}
		finally {
			if (this.observation != null) {
				this.observation.accept(outcome);
				this.observation = null;
			}
		}
	}

	private boolean readAndHandOut() {
		LogPosition from = this.position;
		if (from == null) {
			return false;
		}
		Read read = this.log.read((reader) -> Optional.ofNullable(read(from, reader))).orElse(null);
		if (read == null) {
			restart(from);
			return false;
		}
		try {
			this.members.letFallBehind(read.changes().truncated());
			this.members.letFallBehind(read.rights());
			this.members.handOut(read.changes().records(), read.page());
			this.position = read.page().end();
		}
		catch (RuntimeException | Error ex) {
			// Some may have heard of it and some not.
			restart();
			throw ex;
		}
		this.size.learn(read.changes().size(), read.changes().length());
		return !read.page().complete();
	}

	private @Nullable Read read(LogPosition from, ChangeLogReader reader) {
		if (!reader.reachesBackTo(from)) {
			return null;
		}
		// Not those of this page only: its records are those of the snapshot.
		Set<String> tables = this.members.tables();
		ChangedRights rights = new ChangedRights(
				tables.stream().anyMatch(this.log::isLimited) ? reader.rightsChanges(from, null) : Set.of());
		LoggedChanges logged = reader.changes(from, tables, this.size.rows());
		if (!logged.changes().isEmpty()) {
			this.observation = this.observations.start(SyncObservation.TAIL);
		}
		RecordChanges changes = RecordChanges.read(logged, reader);
		return new Read(changes, rights,
				new TailPage(logged.end(), reader.snapshot(), logged.end().equals(reader.end())));
	}

	private void restart(LogPosition lost) {
		if (this.log.read((reader) -> reader.hasLost(lost))) {
			this.log.lost(lost.generation());
		}
		restart();
	}

	/**
	 * Begin anew: whoever took part reads for itself until it has caught up.
	 */
	private void restart() {
		this.position = null;
		this.members.letAllFallBehind();
	}

	/**
	 * Look at the reader.
	 * @param alive whether the thread runs that it is run by
	 */
	TailStatus status(boolean alive) {
		Status current = this.status;
		return new TailStatus(alive, current.streams(), (current.streams() > 0 || current.failure() != null)
				? Duration.ofNanos(System.nanoTime() - current.level()) : Duration.ZERO, current.failure());
	}

	/**
	 * What others may know of the reader.
	 *
	 * @param streams how many streams take part
	 * @param level when all had been handed out, by {@link System#nanoTime()}
	 * @param failure what keeps it from reading, or {@literal null}
	 */
	private record Status(int streams, long level, @Nullable String failure) {

		Status failed(String line) {
			return new Status(this.streams, this.level, line);
		}

	}

	private record Read(RecordChanges changes, ChangedRights rights, TailPage page) {

	}

}
