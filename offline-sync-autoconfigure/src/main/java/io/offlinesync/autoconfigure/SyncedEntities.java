package io.offlinesync.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import io.offlinesync.SyncedTable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.persistence.autoconfigure.EntityScanner;
import org.springframework.context.ApplicationContext;

/**
 * The entities that are marked as synced.
 *
 * @param types the entities
 */
record SyncedEntities(Collection<Class<?>> types) {

	SyncedEntities {
		types = List.copyOf(types);
	}

	/**
	 * Look where the application has its entities.
	 * @return the entities, ordered by name
	 */
	static List<Class<?>> scan(ApplicationContext context) {
		try {
			return new EntityScanner(context).scan(SyncedTable.class)
				.stream()
				.sorted(Comparator.comparing(Class::getName))
				.toList();
		}
		catch (ClassNotFoundException ex) {
			throw new BeanCreationException("A synced entity cannot be loaded", ex);
		}
	}

}
