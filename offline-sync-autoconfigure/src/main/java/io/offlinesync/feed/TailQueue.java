package io.offlinesync.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.offlinesync.jdbc.DatabaseSnapshot;
import io.offlinesync.jdbc.LogPosition;
import org.jspecify.annotations.Nullable;

/**
 * What the tail has handed out to a stream, and the client was not told yet: never what
 * the stream has read for itself before.
 */
final class TailQueue {

	private static final int MAX_LENGTH = PageSize.CHARACTERS;

	private final Deque<TailChanges> pages = new ArrayDeque<>();

	private long length;

	/** How far the stream's own last read went, until the tail is past it. */
	private @Nullable LogPosition known;

	/** The snapshot of that read, which may have more than the log has. */
	private @Nullable DatabaseSnapshot seen;

	/** Whether the last page that was taken has its end still to come. */
	private boolean partial;

	boolean isEmpty() {
		return this.pages.isEmpty();
	}

	/**
	 * Take a page.
	 * @param page what it means to the stream
	 * @param live whether the stream has read all that it has to read for itself
	 * @return what became of it
	 */
	Offer offer(TailChanges page, boolean live) {
		TailChanges changes = page;
		DatabaseSnapshot read = this.seen;
		if (live && read != null) {
			if (!read.isIncludedIn(page.page().snapshot())) {
				return Offer.KNOWN;
			}
			changes = page.since(read);
			if (page.page().complete()) {
				this.known = null;
				this.seen = null;
			}
			if (isOfNoUse(changes, page)) {
				return Offer.KNOWN;
			}
		}
		if (!this.pages.isEmpty() && this.length + changes.length() > MAX_LENGTH) {
			return Offer.TOO_MUCH;
		}
		add(changes);
		return Offer.TAKEN;
	}

	/**
	 * Hear that the stream has read the database for itself. What is here goes, as far as
	 * the stream knows it.
	 * @param end how far it has read
	 * @param snapshot the snapshot that it has read, of which the client was told
	 */
	void read(LogPosition end, DatabaseSnapshot snapshot) {
		this.known = end;
		this.seen = snapshot;
		List<TailChanges> before = take();
		this.partial = false;
		for (TailChanges page : before) {
			if (snapshot.isIncludedIn(page.page().snapshot())) {
				TailChanges changes = page.since(snapshot);
				if (!isOfNoUse(changes, page)) {
					add(changes);
				}
			}
		}
	}

	/**
	 * Whether nothing is missing between what the stream has read for itself, and what
	 * the tail hands out after a position.
	 */
	boolean reachesBackTo(LogPosition position) {
		return this.known != null && position.generation().equals(this.known.generation())
				&& position.bound().isIncludedIn(this.known.done());
	}

	/**
	 * Take out all that is here, to tell it.
	 */
	List<TailChanges> take() {
		List<TailChanges> taken = List.copyOf(this.pages);
		this.pages.clear();
		this.length = 0;
		return taken;
	}

	/**
	 * Forget all that is here.
	 */
	void clear() {
		take();
		this.partial = false;
	}

	// The end of what was taken in part is told, though nothing else may be left of it.
	private boolean isOfNoUse(TailChanges changes, TailChanges page) {
		return changes.isEmptied(page) && !(this.partial && page.page().complete());
	}

	private void add(TailChanges changes) {
		this.partial = !changes.page().complete();
		this.pages.add(changes);
		this.length += changes.length();
	}

	/**
	 * What became of a page.
	 */
	enum Offer {

		/** It waits to be told. */
		TAKEN,

		/** The stream knows it already. */
		KNOWN,

		/** There is no room for it. */
		TOO_MUCH

	}

}
