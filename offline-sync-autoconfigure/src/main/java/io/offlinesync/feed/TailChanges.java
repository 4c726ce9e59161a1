package io.offlinesync.feed;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a page of the tail means to one stream, or to all streams of the same scope.
 *
 * @param page the page
 * @param changes the changes by record, each a JSON object
 */
record TailChanges(TailPage page, Map<RecordKey, String> changes) {

	/**
	 * The changes of several pages as one: of each record, the last.
	 */
	static Map<RecordKey, String> merge(Iterable<TailChanges> pages) {
		Map<RecordKey, String> merged = new LinkedHashMap<>();
		for (TailChanges page : pages) {
			page.changes().forEach((key, json) -> {
				merged.remove(key);
				merged.put(key, json);
			});
		}
		return merged;
	}

}
