package io.offlinesync.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;
import io.offlinesync.jdbc.ChangeLog;
import io.offlinesync.jdbc.SimulatedChangeLog;
import org.jspecify.annotations.Nullable;

/**
 * The synced tables, which are built once for all simulations.
 */
final class Tables {

	private static @Nullable Database database;

	private static final ChangeLog LOG = SimulatedChangeLog.of(() -> Objects.requireNonNull(Tables.database),
			policies());

	private Tables() {
	}

	/**
	 * The change log of a database, of one at a time.
	 */
	static ChangeLog log(Database current) {
		database = current;
		return LOG;
	}

	private static Map<Class<?>, @Nullable SyncPolicy<?>> policies() {
		Map<Class<?>, @Nullable SyncPolicy<?>> policies = new LinkedHashMap<>();
		policies.put(Folder.class, rooms());
		policies.put(Item.class, rooms());
		policies.put(Note.class, null);
		return policies;
	}

	private static <T> SyncPolicy<T> rooms() {
		return (user) -> Where.in("room",
				Objects.requireNonNull(Tables.database).rooms(Objects.requireNonNull(user).getName()));
	}

}
