package io.offlinesync.feed;

import java.util.LinkedHashMap;
import java.util.Map;

import io.offlinesync.feed.RecordChange.Told;
import io.offlinesync.jdbc.DatabaseSnapshot;
import io.offlinesync.jdbc.RecordKey;

/**
 * What a page of the tail means to one stream, or to all streams of the same scope.
 *
 * @param page the page
 * @param changes the changes by record
 */
record TailChanges(TailPage page, Map<RecordKey, Told> changes) {

	/**
	 * The same without what somebody knows already.
	 * @param known a snapshot all of which was told
	 * @return what is left
	 */
	TailChanges since(DatabaseSnapshot known) {
		Map<RecordKey, Told> rest = new LinkedHashMap<>(this.changes);
		rest.values().removeIf((told) -> told.isIn(known));
		return new TailChanges(this.page, rest);
	}

	/**
	 * How much there is to tell, in characters.
	 */
	long length() {
		return this.changes.values().stream().mapToLong((told) -> told.json().length()).sum();
	}

	/**
	 * Whether nothing is left of what there was.
	 */
	boolean isEmptied(TailChanges whole) {
		return this.changes.isEmpty() && !whole.changes.isEmpty();
	}

	/**
	 * The changes of several pages as one: of each record, the last.
	 */
	static Map<RecordKey, Told> merge(Iterable<TailChanges> pages) {
		Map<RecordKey, Told> merged = new LinkedHashMap<>();
		for (TailChanges page : pages) {
			page.changes().forEach((key, told) -> {
				merged.remove(key);
				merged.put(key, told);
			});
		}
		return merged;
	}

}
