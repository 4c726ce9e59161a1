package io.offlinesync.autoconfigure;

import io.offlinesync.actuate.OfflineSyncEndpoint;
import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.stomp.ClientSessions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the actuator endpoint {@code offlinesync}.
 */
@AutoConfiguration(after = { OfflineSyncFeedAutoConfiguration.class, OfflineSyncStompAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(OfflineSyncEndpoint.class)
@ConditionalOnBean(JdbcSyncService.class)
public final class OfflineSyncEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	OfflineSyncEndpoint offlineSyncEndpoint(JdbcSyncService service, ObjectProvider<DefaultChangeFeed> feed,
			ObjectProvider<ClientSessions> sessions, OfflineSyncProperties properties) {
		return new OfflineSyncEndpoint(service, feed.getIfAvailable(), sessions.getIfAvailable(),
				properties.retention());
	}

}
