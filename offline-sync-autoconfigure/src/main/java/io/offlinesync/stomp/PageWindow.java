package io.offlinesync.stomp;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far a stream may go on: which of its pages are still on their way to the client,
 * and which were not acknowledged yet. Not safe for use by several threads at once.
 */
class PageWindow {

	private final AckMode mode;

	private final int size;

	private final Deque<String> unacknowledged = new ArrayDeque<>();

	private boolean requested;

	private int unwritten;

	/**
	 * Create a window.
	 * @param mode how pages are acknowledged
	 * @param size how many may be unacknowledged at the same time
	 */
	PageWindow(AckMode mode, int size) {
		this.mode = mode;
		this.size = size;
	}

	/**
	 * Ask whether to request a page now.
	 * @return {@literal true} if so, and then not again before {@link #arrived}
	 */
	boolean request() {
		if (this.requested || !hasRoom()) {
			return false;
		}
		this.requested = true;
		return true;
	}

	// One page at a time is held in memory, however slowly the client reads.
	private boolean hasRoom() {
		return this.unwritten == 0 && this.unacknowledged.size() < this.size;
	}

	/**
	 * Take note of a page that is about to be sent.
	 * @param id what the client will acknowledge it by
	 */
	void arrived(String id) {
		this.requested = false;
		this.unwritten++;
		if (this.mode != AckMode.AUTO) {
			this.unacknowledged.add(id);
		}
	}

	/**
	 * Take note that a page was handed to the network.
	 */
	void written() {
		this.unwritten--;
	}

	/**
	 * Take note that the client acknowledged a page.
	 * @param id the page's id
	 * @return {@literal false} if no such page waits for it
	 */
	boolean acknowledge(String id) {
		if (!awaits(id)) {
			return false;
		}
		if (this.mode == AckMode.CLIENT) {
			String oldest = this.unacknowledged.remove();
			while (!oldest.equals(id)) {
				oldest = this.unacknowledged.remove();
			}
		}
		else {
			this.unacknowledged.remove(id);
		}
		return true;
	}

	/**
	 * Whether a page waits for its acknowledgement.
	 * @param id the page's id
	 * @return {@literal true} if it was sent and not acknowledged yet
	 */
	boolean awaits(String id) {
		return this.unacknowledged.contains(id);
	}

}
