package io.offlinesync.feed;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Knows the streams of a node, and what became of those that were.
 */
final class FeedMonitor {

	private final Set<FeedStream> streams = ConcurrentHashMap.newKeySet();

	private final Map<String, LongAdder> resets = new ConcurrentHashMap<>();

	void opened(FeedStream stream) {
		this.streams.add(stream);
	}

	void ended(FeedStream stream) {
		this.streams.remove(stream);
	}

	/**
	 * Count a client that must forget what it held.
	 * @param table the table
	 */
	void reset(String table) {
		this.resets.computeIfAbsent(table, (name) -> new LongAdder()).increment();
	}

	List<StreamStatus> streams() {
		return this.streams.stream().map(FeedStream::status).toList();
	}

	Map<String, Long> resets() {
		return this.resets.entrySet()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, (reset) -> reset.getValue().sum()));
	}

}
