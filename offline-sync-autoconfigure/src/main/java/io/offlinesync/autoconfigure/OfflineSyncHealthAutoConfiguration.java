package io.offlinesync.autoconfigure;

import io.offlinesync.actuate.HealthProperties;
import io.offlinesync.actuate.OfflineSyncHealthIndicator;
import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.jdbc.JdbcSyncService;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the health indicator {@code offlineSync}.
 */
@AutoConfiguration(after = OfflineSyncFeedAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("offline-sync")
@ConditionalOnBean(JdbcSyncService.class)
@EnableConfigurationProperties(HealthProperties.class)
public final class OfflineSyncHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "offlineSyncHealthIndicator")
	OfflineSyncHealthIndicator offlineSyncHealthIndicator(JdbcSyncService service,
			ObjectProvider<DefaultChangeFeed> feed, HealthProperties properties) {
		return new OfflineSyncHealthIndicator(service, feed.getIfAvailable(), properties);
	}

}
