package io.offlinesync.feed;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.offlinesync.Where.Operator;
import io.offlinesync.jdbc.BoundTerm;
import io.offlinesync.jdbc.BoundWhere;
import io.offlinesync.jdbc.FilterField;
import io.offlinesync.jdbc.FilterValues;
import org.jspecify.annotations.Nullable;

/**
 * The scopes of one table that are followed, found by what they compare for equality.
 */
final class TableScopes {

	private static final int MAX_VALUES = 100;

	private final Map<String, ScopeGroup> groups = new HashMap<>();

	private final Map<FilterField, Map<Object, Set<ScopeGroup>>> byValue = new HashMap<>();

	private final Set<ScopeGroup> others = new LinkedHashSet<>();

	void add(BoundWhere where, FeedStream stream) {
		ScopeGroup group = this.groups.get(where.fingerprint());
		if (group == null) {
			group = new ScopeGroup(where, mostSelective(where));
			this.groups.put(where.fingerprint(), group);
			BoundTerm term = group.indexed();
			if (term != null) {
				Map<Object, Set<ScopeGroup>> values = this.byValue.computeIfAbsent(term.field(),
						(field) -> new HashMap<>());
				for (Object value : term.values()) {
					values.computeIfAbsent(value, (key) -> new LinkedHashSet<>()).add(group);
				}
			}
			else if (!where.never()) {
				this.others.add(group);
			}
		}
		group.streams().add(stream);
	}

	void remove(BoundWhere where, FeedStream stream) {
		ScopeGroup group = this.groups.get(where.fingerprint());
		if (group == null || !group.streams().remove(stream) || !group.streams().isEmpty()) {
			return;
		}
		this.groups.remove(where.fingerprint());
		this.others.remove(group);
		BoundTerm term = group.indexed();
		Map<Object, Set<ScopeGroup>> values = (term != null) ? this.byValue.get(term.field()) : null;
		if (term != null && values != null) {
			for (Object value : term.values()) {
				values.computeIfPresent(value, (key, found) -> {
					found.remove(group);
					return found.isEmpty() ? null : found;
				});
			}
			if (values.isEmpty()) {
				this.byValue.remove(term.field());
			}
		}
	}

	boolean isEmpty() {
		return this.groups.isEmpty();
	}

	/**
	 * The scopes that a row may be in. Whether it is, their conditions tell.
	 * @param rows the rows
	 * @return the scopes
	 */
	Set<ScopeGroup> candidates(Collection<FilterValues> rows) {
		Set<ScopeGroup> candidates = new LinkedHashSet<>(this.others);
		for (FilterValues row : rows) {
			this.byValue.forEach((field, values) -> {
				if (!row.isKnown(field)) {
					values.values().forEach(candidates::addAll);
					return;
				}
				Object value = row.value(field);
				Set<ScopeGroup> found = (value != null) ? values.get(field.kind().key(value)) : null;
				if (found != null) {
					candidates.addAll(found);
				}
			});
		}
		return candidates;
	}

	/**
	 * The comparison by which a row finds the fewest scopes that it is not in. Of a
	 * tenant's scopes all name the tenant, but each another list.
	 */
	private @Nullable BoundTerm mostSelective(BoundWhere where) {
		return where.terms()
			.stream()
			.filter((term) -> term.operator() == Operator.EQ
					|| (term.operator() == Operator.IN && term.values().size() <= MAX_VALUES))
			.min(Comparator.comparingInt(this::scopesBeside))
			.orElse(null);
	}

	private int scopesBeside(BoundTerm term) {
		Map<Object, Set<ScopeGroup>> values = this.byValue.getOrDefault(term.field(), Map.of());
		return term.values().stream().mapToInt((value) -> values.getOrDefault(value, Set.of()).size()).sum();
	}

}
