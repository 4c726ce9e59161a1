package io.offlinesync.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.offlinesync.jdbc.InternalErrors;
import io.offlinesync.jdbc.LogPosition;

/**
 * The streams that the tail hands out changes to. Used by one thread; others then tell
 * the clients.
 */
final class TailMembers {

	private static final int STREAMS_PER_TASK = 32;

	private final Executor tellers;

	private final long idleInterval;

	private final ScopeIndex index = new ScopeIndex();

	/** With what each has read itself, by rights that were asked for since. */
	private final Map<FeedStream, LogPosition> known = new LinkedHashMap<>();

	/** Who was told a part of something, and not yet that it is all. */
	private final Set<FeedStream> waitingForEnd = new LinkedHashSet<>();

	private long lastIdle = System.nanoTime();

	/**
	 * Begin without any.
	 * @param tellers has clients told
	 * @param idleInterval how long a stream may hear nothing
	 */
	TailMembers(Executor tellers, Duration idleInterval) {
		this.tellers = tellers;
		this.idleInterval = idleInterval.toNanos();
	}

	void add(FeedStream stream, LogPosition known) {
		this.known.put(stream, known);
		this.index.add(stream, stream.scopes());
	}

	void remove(FeedStream stream) {
		if (this.known.remove(stream) != null) {
			this.index.remove(stream);
			this.waitingForEnd.remove(stream);
		}
	}

	boolean isEmpty() {
		return this.known.isEmpty();
	}

	int size() {
		return this.known.size();
	}

	/**
	 * The tables that are followed.
	 */
	Set<String> tables() {
		return this.index.tables();
	}

	/**
	 * Hand out a page of the log.
	 * @param changes the changes that are on it
	 * @param page the page
	 */
	void handOut(Iterable<RecordChange> changes, TailPage page) {
		Map<FeedStream, TailChanges> concerned = this.index.match(changes, page);
		List<FeedStream> ready = new ArrayList<>();
		concerned.forEach((stream, own) -> {
			if (stream.offer(own)) {
				ready.add(stream);
			}
		});
		if (!page.complete()) {
			this.waitingForEnd.addAll(concerned.keySet());
		}
		else {
			this.waitingForEnd.removeAll(concerned.keySet());
			TailChanges end = new TailChanges(page, Map.of());
			this.waitingForEnd.stream().filter((stream) -> stream.offer(end)).forEach(ready::add);
			this.waitingForEnd.clear();
			offerIdle(page, ready);
		}
		tell(ready);
	}

	private void offerIdle(TailPage page, List<FeedStream> ready) {
		long now = System.nanoTime();
		if (now - this.lastIdle >= Math.min(this.idleInterval / 4, TimeUnit.SECONDS.toNanos(1))) {
			this.lastIdle = now;
			this.known.keySet()
				.stream()
				.filter((stream) -> stream.offerIdle(page, this.idleInterval))
				.forEach(ready::add);
		}
	}

	/**
	 * Let those read for themselves who follow one of some tables.
	 * @param tables the tables' names
	 */
	void letFallBehind(Set<String> tables) {
		if (tables.isEmpty()) {
			return;
		}
		letFallBehind(this.known.keySet()
			.stream()
			.filter((stream) -> stream.scopes().stream().anyMatch((scope) -> tables.contains(scope.table())))
			.toList());
	}

	/**
	 * Let those read for themselves whose rights have changed. They ask policies anew,
	 * which may take time, and read with what these say.
	 * @param rights the changes
	 */
	void letFallBehind(ChangedRights rights) {
		if (rights.isEmpty()) {
			return;
		}
		List<FeedStream> concerned = new ArrayList<>();
		this.known.forEach((stream, known) -> {
			if (stream.isLimited() && rights.concern(stream.user(), known)) {
				concerned.add(stream);
			}
		});
		letFallBehind(concerned);
	}

	/**
	 * Let all read for themselves.
	 */
	void letAllFallBehind() {
		letFallBehind(List.copyOf(this.known.keySet()));
	}

	// At once: from now on they hear nothing from here, and must not think that they do.
	private void letFallBehind(List<FeedStream> streams) {
		streams.forEach((stream) -> {
			remove(stream);
			stream.fallBehind();
		});
		tell(streams);
	}

	private void tell(List<FeedStream> streams) {
		for (int from = 0; from < streams.size(); from += STREAMS_PER_TASK) {
			List<FeedStream> some = streams.subList(from, Math.min(from + STREAMS_PER_TASK, streams.size()));
			this.tellers.execute(() -> some.forEach(TailMembers::advance));
		}
	}

	private static void advance(FeedStream stream) {
		try {
			stream.advance();
		}
		catch (RuntimeException | Error ex) {
			stream.fail(InternalErrors.answer(ex));
		}
	}

}
