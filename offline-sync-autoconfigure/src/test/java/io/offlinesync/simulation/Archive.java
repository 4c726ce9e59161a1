package io.offlinesync.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.offlinesync.jdbc.RecordKey;

/**
 * All that ever was in the database. Nobody has this but those who check.
 */
final class Archive {

	private final Map<RecordKey, List<Version>> versions = new LinkedHashMap<>();

	private final Map<String, TreeMap<Integer, Set<Integer>>> rooms = new HashMap<>();

	void add(Version version) {
		this.versions.computeIfAbsent(version.key(), (key) -> new ArrayList<>()).add(version);
	}

	void rights(String user, int commit, Set<Integer> own) {
		this.rooms.computeIfAbsent(user, (key) -> new TreeMap<>()).put(commit, own);
	}

	/**
	 * The versions of a record, one for each commit that changed it.
	 */
	List<Version> versions(RecordKey key) {
		return this.versions.getOrDefault(key, List.of());
	}

	/**
	 * The records as of a commit.
	 */
	List<Version> asOf(int commit) {
		List<Version> found = new ArrayList<>();
		this.versions.values().forEach((all) -> {
			for (int i = all.size() - 1; i >= 0; i--) {
				if (all.get(i).commit() <= commit) {
					found.add(all.get(i));
					return;
				}
			}
		});
		return found;
	}

	/**
	 * The rooms that a user may see as of a commit.
	 */
	Set<Integer> rooms(String user, int commit) {
		Map.Entry<Integer, Set<Integer>> entry = this.rooms.getOrDefault(user, new TreeMap<>()).floorEntry(commit);
		return (entry != null) ? entry.getValue() : Set.of();
	}

	/**
	 * Whether a user might see a room at any of some commits.
	 */
	boolean couldSee(String user, int room, int from, int to) {
		if (rooms(user, from).contains(room)) {
			return true;
		}
		return this.rooms.getOrDefault(user, new TreeMap<>())
			.subMap(from, true, Math.max(from, to), true)
			.values()
			.stream()
			.anyMatch((rooms) -> rooms.contains(room));
	}

}
