package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.offlinesync.ConflictResolver;
import io.offlinesync.SyncPolicy;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.ResolvableType;
import org.springframework.data.auditing.AuditingHandler;
import org.springframework.data.auditing.IsNewAwareAuditingHandler;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.mapping.callback.EntityCallbacks;
import org.springframework.data.relational.core.dialect.Dialect;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.function.SingletonSupplier;

/**
 * Finds out all that is to know of the synced tables, and whether they can be synced.
 */
final class SyncedTablesFactory {

	/**
	 * What {@code @EnableJdbcAuditing} registers. Other stores have handlers of their
	 * own.
	 */
	private static final String AUDITING = "jdbcAuditingHandler";

	private final JdbcTemplate jdbc;

	private final JdbcConverter converter;

	private final JsonMapper mapper;

	private final SchemaNames schema;

	private final ListableBeanFactory beans;

	private final UnknownFields unknownFields;

	private final @Nullable AuditingHandler auditing;

	private final EntityModelFactory models;

	SyncedTablesFactory(JdbcTemplate jdbc, JdbcConverter converter, Dialect dialect, JsonMapper mapper,
			SchemaNames schema, UnknownFields unknownFields, ListableBeanFactory beans) {
		this.jdbc = jdbc;
		this.converter = converter;
		this.mapper = mapper;
		this.schema = schema;
		this.unknownFields = unknownFields;
		this.beans = beans;
		this.auditing = beans.containsBean(AUDITING) ? beans.getBean(AUDITING, IsNewAwareAuditingHandler.class) : null;
		this.models = new EntityModelFactory(converter, dialect, mapper, this.auditing != null);
	}

	/**
	 * Look at the tables of some entities.
	 * @param types the entities
	 * @return the tables
	 * @throws InvalidSyncedTableException if one of them cannot be synced
	 */
	SyncedTables create(Collection<Class<?>> types) {
		List<SyncedTableMapping<?>> tables = new ArrayList<>();
		for (Class<?> type : types) {
			tables.add(table(type));
		}
		return new SyncedTables(tables);
	}

	private <T> SyncedTableMapping<T> table(Class<T> type) {
		EntityModel<T> model = this.models.create(type);
		TableCatalog catalog = catalog(model);
		EntityAccess<T> access = new EntityAccess<>(model, this.converter);
		EntityHooks<T> hooks = new EntityHooks<>(access, EntityCallbacks.create(this.beans), this.auditing);
		TableSql sql = new TableSql(model, catalog.name(), this.schema);
		TableRows<T> rows = new TableRows<>(this.jdbc, model, access, hooks,
				new EntityReader<>(model, this.converter, catalog), sql, catalog);
		return new SyncedTableMapping<>(catalog.name(), model, access,
				new EntityJson<>(model, this.mapper, this.unknownFields),
				new FilterFields<>(model, access, catalog, this.mapper), sql, rows, hooks,
				bean(ConflictResolver.class, type), bean(SyncPolicy.class, type), catalog, "");
	}

	/**
	 * A bean that may itself need repositories of synced tables, or tell of rights, and
	 * so is not asked for before all beans are there.
	 */
	private <B> @Nullable Supplier<B> bean(Class<?> kind, Class<?> entity) {
		ResolvableType type = ResolvableType.forClassWithGenerics(kind, entity);
		String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, type, true, false);
		ObjectProvider<B> provider = this.beans.getBeanProvider(type);
		return (names.length > 0) ? SingletonSupplier.of(provider::getObject) : null;
	}

	private TableCatalog catalog(EntityModel<?> model) {
		TableCatalog catalog = TableCatalog.read(this.jdbc, this.schema, model.sqlName(), model.id().name());
		if (catalog == null) {
			throw invalid(model, "The table %s of %s does not exist".formatted(model.sqlName(), model.type().getName()),
					"Create it in a migration of your application, or correct @Table. Names are looked up in the "
							+ "connection's search path unless @Table gives a schema.");
		}
		if (!catalog.isTable()) {
			throw invalid(model, "%s of %s is no table".formatted(model.sqlName(), model.type().getName()),
					"Sync the tables that it reads from: a view's rows cannot be locked.");
		}
		Set<String> missing = EntityModelFactory.missing(model, catalog);
		if (!missing.isEmpty()) {
			throw invalid(model,
					"The table %s lacks columns of %s: %s".formatted(model.sqlName(), model.type().getName(),
							String.join(", ", missing)),
					"Add them in a migration of your application, or correct the entity.");
		}
		String idColumn = model.id().name();
		String idType = String.valueOf(catalog.columns().get(idColumn));
		if (!model.idType().fits(idType)) {
			throw invalid(model,
					"The id of %s is stored in a column of type %s".formatted(model.type().getName(), idType),
					"Use a column of type " + String.join(" or ", model.idType().columnTypes())
							+ ", or change the id's type.");
		}
		if (catalog.loose()) {
			throw invalid(model,
					"The id's column '%s' of %s (%s) compares different texts as equal".formatted(idColumn,
							model.sqlName(), model.type().getName()),
					"Give it a deterministic collation, such as \"C\".");
		}
		if (catalog.key() == null) {
			throw invalid(model,
					"The id's column '%s' of %s (%s) is not unique".formatted(idColumn, model.sqlName(),
							model.type().getName()),
					"Make it the primary key, or add a unique constraint on it alone.");
		}
		return catalog;
	}

	private static InvalidSyncedTableException invalid(EntityModel<?> model, String message, String action) {
		return new InvalidSyncedTableException(model.type(), message, action);
	}

}
