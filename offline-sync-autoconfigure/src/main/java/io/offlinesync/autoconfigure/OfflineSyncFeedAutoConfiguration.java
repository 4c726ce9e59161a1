package io.offlinesync.autoconfigure;

import io.offlinesync.feed.ChangeFeed;
import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.feed.FeedProperties;
import io.offlinesync.jdbc.JdbcSyncService;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the change feed, which the streams of clients come from.
 */
@AutoConfiguration(after = OfflineSyncAutoConfiguration.class)
@ConditionalOnBean(JdbcSyncService.class)
@EnableConfigurationProperties(FeedProperties.class)
public final class OfflineSyncFeedAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(ChangeFeed.class)
	DefaultChangeFeed offlineSyncChangeFeed(JdbcSyncService service, FeedProperties properties) {
		return new DefaultChangeFeed(service.changeLog(), properties);
	}

}
