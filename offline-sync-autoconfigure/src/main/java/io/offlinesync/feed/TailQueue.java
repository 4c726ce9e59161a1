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

	/** The stream's own last read, until the tail is past it. */
	private @Nullable Known known;

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
		Known read = this.known;
		TailChanges changes = page;
		if (live && read != null) {
			changes = rest(page, read);
			if (page.page().complete() && !read.isAhead(page)) {
				this.known = null;
			}
			if (changes == null) {
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
		Known read = new Known(end, snapshot);
		this.known = read;
		List<TailChanges> before = take();
		this.partial = false;
		for (TailChanges page : before) {
			TailChanges changes = rest(page, read);
			if (changes != null) {
				add(changes);
			}
		}
	}

	/**
	 * What is left of a page for a stream that has read for itself. What it knows goes by
	 * the log, since after a crash PostgreSQL gives out again the ids of transactions
	 * that have logged nothing.
	 */
	private @Nullable TailChanges rest(TailChanges page, Known read) {
		if (!read.end().done().isIncludedIn(page.page().snapshot())) {
			return null;
		}
		TailChanges changes = page.since(read.end().done());
		boolean nothing = changes.isEmptied(page) || (changes.changes().isEmpty() && read.isAhead(page));
		// The end of what was taken in part is told, though nothing else may be left of
		// it.
		return (nothing && !(this.partial && page.page().complete())) ? null : changes;
	}

	/**
	 * Whether nothing is missing between what the stream has read for itself, and what
	 * the tail hands out after a position.
	 */
	boolean reachesBackTo(LogPosition position) {
		return this.known != null && position.generation().equals(this.known.end().generation())
				&& position.bound().isIncludedIn(this.known.end().done());
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

	private void add(TailChanges changes) {
		this.partial = !changes.page().complete();
		this.pages.add(changes);
		this.length += changes.length();
	}

	/**
	 * What a stream has read for itself.
	 *
	 * @param end how far that goes
	 * @param snapshot the snapshot that was read, which may have more transactions than
	 * the log has
	 */
	private record Known(LogPosition end, DatabaseSnapshot snapshot) {

		boolean isAhead(TailChanges page) {
			return !this.snapshot.isIncludedIn(page.page().snapshot());
		}

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
