package io.offlinesync.autoconfigure;

import io.offlinesync.jdbc.SyncService;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for an application that lacks what syncing takes: it is told, since
 * its synced entities would do nothing.
 */
@AutoConfiguration(after = OfflineSyncAutoConfiguration.class)
@ConditionalOnMissingBean(SyncService.class)
@ConditionalOnBooleanProperty(name = "offline-sync.enabled", matchIfMissing = true)
public final class OfflineSyncUnavailableAutoConfiguration {

	@Bean
	static MissingBeansReporter offlineSyncMissingBeansReporter(ApplicationContext context) {
		return new MissingBeansReporter(context);
	}

}
