package io.offlinesync.autoconfigure;

import javax.sql.DataSource;

import io.offlinesync.feed.ChangeFeed;
import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.feed.FeedProperties;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.observation.SyncObservations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Auto-configuration of the change feed, which the streams of clients come from.
 */
@AutoConfiguration(after = OfflineSyncAutoConfiguration.class)
@ConditionalOnBean(JdbcSyncService.class)
@EnableConfigurationProperties(FeedProperties.class)
public final class OfflineSyncFeedAutoConfiguration {

	private static final Log logger = LogFactory.getLog(OfflineSyncFeedAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean(ChangeFeed.class)
	DefaultChangeFeed offlineSyncChangeFeed(JdbcSyncService service, FeedProperties properties,
			SyncObservations observations) {
		return new DefaultChangeFeed(service, properties, properties.listen() ? unpooled(service.dataSource()) : null,
				observations);
	}

	/**
	 * A pool may be small, and a connection that listens is never given back.
	 */
	private static @Nullable DataSource unpooled(DataSource dataSource) {
		try {
			return DataSourceBuilder.derivedFrom(dataSource).type(SimpleDriverDataSource.class).build();
		}
		catch (RuntimeException ex) {
			logger.info("No connection outside of the pool can be made of the data source: what other nodes write is"
					+ " found by polling");
			return null;
		}
	}

}
