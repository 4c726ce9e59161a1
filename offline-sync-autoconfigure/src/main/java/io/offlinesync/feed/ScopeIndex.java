package io.offlinesync.feed;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.feed.RecordChange.Told;
import io.offlinesync.jdbc.RecordKey;

/**
 * Who follows what. Used by one thread.
 */
final class ScopeIndex {

	private final Map<String, TableScopes> tables = new HashMap<>();

	private final Map<FeedStream, List<StreamScope>> scopes = new HashMap<>();

	void add(FeedStream stream, List<StreamScope> own) {
		this.scopes.put(stream, own);
		for (StreamScope scope : own) {
			this.tables.computeIfAbsent(scope.table(), (table) -> new TableScopes()).add(scope.where(), stream);
		}
	}

	void remove(FeedStream stream) {
		for (StreamScope scope : this.scopes.getOrDefault(stream, List.of())) {
			TableScopes scopes = this.tables.get(scope.table());
			if (scopes != null) {
				scopes.remove(scope.where(), stream);
				if (scopes.isEmpty()) {
					this.tables.remove(scope.table());
				}
			}
		}
		this.scopes.remove(stream);
	}

	/**
	 * The tables that are followed.
	 */
	Set<String> tables() {
		return this.tables.keySet();
	}

	/**
	 * Find out what changes mean to whom.
	 * @param changes the changes
	 * @param page the page of the tail that they are on
	 * @return what it means to each stream that is affected
	 */
	Map<FeedStream, TailChanges> match(Iterable<RecordChange> changes, TailPage page) {
		Map<ScopeGroup, Map<RecordChange, Effect>> groups = new LinkedHashMap<>();
		for (RecordChange change : changes) {
			TableScopes scopes = this.tables.get(change.key().table());
			if (scopes != null) {
				for (ScopeGroup group : scopes.candidates(change.rows())) {
					Effect effect = change.effect(group.where());
					if (effect != null) {
						groups.computeIfAbsent(group, (key) -> new LinkedHashMap<>()).put(change, effect);
					}
				}
			}
		}
		Map<FeedStream, TailChanges> result = new LinkedHashMap<>();
		Map<FeedStream, Map<RecordChange, Effect>> several = new LinkedHashMap<>();
		groups.forEach((group, effects) -> {
			TailChanges shared = changes(page, effects);
			for (FeedStream stream : group.streams()) {
				if (this.scopes.getOrDefault(stream, List.of()).size() == 1) {
					result.put(stream, shared);
				}
				else {
					Map<RecordChange, Effect> own = several.computeIfAbsent(stream, (key) -> new LinkedHashMap<>());
					effects.forEach((change, effect) -> own.merge(change, effect, Effect::orStronger));
				}
			}
		});
		several.forEach((stream, effects) -> result.put(stream, changes(page, effects)));
		return result;
	}

	private static TailChanges changes(TailPage page, Map<RecordChange, Effect> effects) {
		Map<RecordKey, Told> changes = new LinkedHashMap<>();
		effects.forEach((change, effect) -> changes.put(change.key(), change.told(effect)));
		return new TailChanges(page, changes);
	}

}
