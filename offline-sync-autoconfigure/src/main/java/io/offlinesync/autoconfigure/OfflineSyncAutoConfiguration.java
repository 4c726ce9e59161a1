package io.offlinesync.autoconfigure;

import javax.sql.DataSource;

import io.micrometer.observation.ObservationRegistry;
import io.offlinesync.OfflineSyncDataSource;
import io.offlinesync.SyncRights;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.RetentionScheduler;
import io.offlinesync.jdbc.SchemaException;
import io.offlinesync.jdbc.SchemaInitializer;
import io.offlinesync.jdbc.SchemaNames;
import io.offlinesync.jdbc.SyncSettings;
import io.offlinesync.jdbc.TablesCheck;
import io.offlinesync.observation.SyncObservationConvention;
import io.offlinesync.observation.SyncObservations;
import io.offlinesync.stomp.StompProperties;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.flywaydb.core.Flyway;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;

/**
 * Auto-configuration of synced tables: their repositories, the library's own tables, and
 * what the wire calls.
 */
@AutoConfiguration(after = { DataJdbcRepositoriesAutoConfiguration.class, JacksonAutoConfiguration.class },
		afterName = { "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
				"org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration" })
@ConditionalOnBean({ DataSource.class, JdbcConverter.class, JdbcDialect.class, JsonMapper.class })
@ConditionalOnBooleanProperty(name = "offline-sync.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ OfflineSyncProperties.class, StompProperties.class })
@Import(DatabaseInitializationDependencyConfigurer.class)
@ImportRuntimeHints(OfflineSyncRuntimeHints.class)
public final class OfflineSyncAutoConfiguration {

	private static final Log logger = LogFactory.getLog(OfflineSyncAutoConfiguration.class);

	@Bean
	static SyncedRepositoryRegistrar offlineSyncRepositoryRegistrar(ApplicationContext context) {
		return new SyncedRepositoryRegistrar(context);
	}

	@Bean
	@ConditionalOnMissingBean
	SchemaInitializer offlineSyncSchemaInitializer(OfflineSyncProperties properties,
			@OfflineSyncDataSource ObjectProvider<DataSource> own, ObjectProvider<DataSource> dataSources,
			ObjectProvider<Flyway> flyways) {
		DataSource dataSource = dataSource(own, dataSources);
		DataSource migrations = dataSource;
		Flyway flyway = flyways.getIfUnique();
		if (own.getIfAvailable() == null && flyway != null && flyway.getConfiguration().getDataSource() != null) {
			migrations = flyway.getConfiguration().getDataSource();
		}
		return new SchemaInitializer(dataSource, migrations, new SchemaNames(properties.schema().name()),
				properties.schema().mode());
	}

	@Bean(SyncedRepositoryRegistrar.SERVICE)
	@ConditionalOnMissingBean
	@DependsOnDatabaseInitialization
	JdbcSyncService offlineSyncService(SyncedEntities entities, OfflineSyncProperties properties, StompProperties stomp,
			@OfflineSyncDataSource ObjectProvider<DataSource> own, ObjectProvider<DataSource> dataSources,
			JdbcConverter converter, JdbcDialect dialect, JsonMapper mapper, SchemaInitializer schema,
			ObjectProvider<TablesCheck> checks, ApplicationContext context) {
		JdbcSyncService service = JdbcSyncService.create(entities.types(), dataSource(own, dataSources), converter,
				dialect, mapper, schema,
				new SyncSettings(properties.maxClockSkew(), stomp.statementTimeout(), properties.unknownFields(),
						(openTables) -> checks.orderedStream().forEach((check) -> check.check(openTables))),
				context, context);
		if (properties.schema().print()) {
			logger.info("All that the library creates in the database:\n" + service.schemaScript());
		}
		return service;
	}

	@Bean
	@ConditionalOnMissingBean
	SyncRights offlineSyncRights(JdbcSyncService service) {
		return service.rights();
	}

	@Bean
	@ConditionalOnMissingBean
	RetentionScheduler offlineSyncRetentionScheduler(JdbcSyncService service, OfflineSyncProperties properties) {
		return new RetentionScheduler(service, properties.retention());
	}

	@Bean
	@ConditionalOnMissingBean
	SyncObservations offlineSyncObservations(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<SyncObservationConvention> convention) {
		return new SyncObservations(registry.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfAvailable());
	}

	private static DataSource dataSource(ObjectProvider<DataSource> own, ObjectProvider<DataSource> dataSources) {
		DataSource dataSource = own.getIfAvailable();
		if (dataSource != null) {
			return dataSource;
		}
		try {
			return dataSources.getObject();
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new SchemaException("There are several data sources: " + ex.getBeanNamesFound(),
					"Annotate the one whose tables are synced with @OfflineSyncDataSource, or make it @Primary.", ex);
		}
	}

}
