package io.offlinesync.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.offlinesync.SyncPolicy;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.jdbc.core.convert.MappingJdbcConverter;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.data.jdbc.core.mapping.JdbcMappingContext;
import org.springframework.data.mapping.callback.EntityCallbacks;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The change log on a database in memory.
 */
public final class SimulatedChangeLog {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final SchemaNames SCHEMA = new SchemaNames("offline_sync");

	private static final JdbcConverter CONVERTER = new MappingJdbcConverter(new JdbcMappingContext(),
			(identifier, path) -> List.of());

	private static final EntityModelFactory MODELS = new EntityModelFactory(CONVERTER, JdbcPostgresDialect.INSTANCE,
			JSON, false);

	private SimulatedChangeLog() {
	}

	/**
	 * Create the change log.
	 * @param store gives the database that is read
	 * @param policies the tables' entities, records whose first component is the id, and
	 * their policies, or {@literal null} where all may be read
	 * @return the change log
	 */
	public static ChangeLog of(Supplier<SimulatedStore> store,
			Map<Class<?>, ? extends @Nullable SyncPolicy<?>> policies) {
		SimulatedDataSource dataSource = new SimulatedDataSource(store);
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		List<SyncedTableMapping<?>> tables = new ArrayList<>();
		policies.forEach((type, policy) -> tables.add(table(jdbc, type, policy)));
		return new ChangeLog(new SyncedTables(tables), dataSource, SCHEMA,
				new DatabaseHistory(jdbc, new Transactions(dataSource, Set.of()), SCHEMA),
				new StatementTimeout(Duration.ofMinutes(1)));
	}

	@SuppressWarnings("unchecked")
	private static <T> SyncedTableMapping<T> table(JdbcTemplate jdbc, Class<T> type, @Nullable SyncPolicy<?> policy) {
		EntityModel<T> model = MODELS.create(type);
		Map<String, String> columns = new LinkedHashMap<>();
		model.columns()
			.forEach((column) -> columns.put(column.name(),
					(column.path().get(0).getType() == int.class) ? "int4" : "text"));
		String name = type.getSimpleName().toLowerCase(Locale.ROOT);
		TableCatalog catalog = new TableCatalog(1, name, "public", "r", columns, name + "_pkey", false, false,
				new TableEffects(false, false, false, false));
		EntityAccess<T> access = new EntityAccess<>(model, CONVERTER);
		EntityHooks<T> hooks = new EntityHooks<>(access, EntityCallbacks.create(), null);
		TableSql sql = new TableSql(model, name, SCHEMA);
		TableRows<T> rows = new TableRows<>(jdbc, model, access, hooks, new EntityReader<>(model, CONVERTER, catalog),
				sql, catalog);
		return new SyncedTableMapping<>(name, model, access, new EntityJson<>(model, JSON, UnknownFields.REFUSE),
				new FilterFields<>(model, access, catalog, JSON), sql, rows, hooks, null,
				(policy != null) ? () -> (SyncPolicy<T>) policy : null, catalog, "");
	}

}
