package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * How far a stream may go on: which of its pages are still on their way to the client,
 * and which were not acknowledged yet. Not safe for use by several threads at once.
 */
class PageWindow {

	static final String CLOSED = "closed";

	private final AckMode mode;

	private final int size;

	/** With what to call when they are. */
	private final Map<String, Consumer<String>> unacknowledged = new LinkedHashMap<>();

	private boolean requested;

	private int unwritten;

	/** What to call when the page is written that is not acknowledged. */
	private @Nullable Consumer<String> writing;

	private final List<Runnable> ended = new ArrayList<>();

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
	 * @param delivered what to call with what became of it
	 */
	void arrived(String id, Consumer<String> delivered) {
		this.requested = false;
		this.unwritten++;
		if (this.mode != AckMode.AUTO) {
			this.unacknowledged.put(id, delivered);
		}
		else {
			this.writing = delivered;
		}
	}

	/**
	 * Take note that a page was handed to the network.
	 */
	void written() {
		this.unwritten--;
		if (this.writing != null) {
			end(this.writing, "written");
			this.writing = null;
		}
	}

	private void end(Consumer<String> delivered, String outcome) {
		this.ended.add(() -> delivered.accept(outcome));
	}

	/**
	 * Take out the calls of what has ended: they are the application's code, and for
	 * whoever holds no lock.
	 * @return the calls
	 */
	List<Runnable> takeEnded() {
		List<Runnable> taken = List.copyOf(this.ended);
		this.ended.clear();
		return taken;
	}

	/**
	 * Take note that nothing arrives any more.
	 */
	void close() {
		if (this.writing != null) {
			end(this.writing, CLOSED);
			this.writing = null;
		}
		this.unacknowledged.values().forEach((delivered) -> end(delivered, CLOSED));
		this.unacknowledged.clear();
	}

	int unacknowledged() {
		return this.unacknowledged.size();
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
		Iterator<Map.Entry<String, Consumer<String>>> pages = this.unacknowledged.entrySet().iterator();
		boolean reached = false;
		while (!reached) {
			Map.Entry<String, Consumer<String>> page = pages.next();
			reached = page.getKey().equals(id);
			if (reached || this.mode == AckMode.CLIENT) {
				end(page.getValue(), "acknowledged");
				pages.remove();
			}
		}
		return true;
	}

	/**
	 * Whether a page waits for its acknowledgement.
	 * @param id the page's id
	 * @return {@literal true} if it was sent and not acknowledged yet
	 */
	boolean awaits(String id) {
		return this.unacknowledged.containsKey(id);
	}

}
