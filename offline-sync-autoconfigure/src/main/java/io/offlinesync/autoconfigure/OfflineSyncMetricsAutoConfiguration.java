package io.offlinesync.autoconfigure;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.offlinesync.actuate.PushMeters;
import io.offlinesync.actuate.SyncMeters;
import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.stomp.ClientSessions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for metrics with Micrometer.
 */
@AutoConfiguration(after = { OfflineSyncFeedAutoConfiguration.class, OfflineSyncStompAutoConfiguration.class })
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(JdbcSyncService.class)
public final class OfflineSyncMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PushMeters offlineSyncPushMeters() {
		return new PushMeters();
	}

	@Bean
	@ConditionalOnMissingBean
	SyncMeters offlineSyncMeters(JdbcSyncService service, ObjectProvider<DefaultChangeFeed> feed,
			ObjectProvider<ClientSessions> sessions) {
		return new SyncMeters(service, feed, sessions);
	}

}
