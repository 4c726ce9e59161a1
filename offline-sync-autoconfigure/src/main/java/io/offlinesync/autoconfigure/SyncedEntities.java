package io.offlinesync.autoconfigure;

import java.util.Collection;
import java.util.List;

/**
 * The entities that are marked as synced.
 *
 * @param types the entities
 */
record SyncedEntities(Collection<Class<?>> types) {

	SyncedEntities {
		types = List.copyOf(types);
	}

}
