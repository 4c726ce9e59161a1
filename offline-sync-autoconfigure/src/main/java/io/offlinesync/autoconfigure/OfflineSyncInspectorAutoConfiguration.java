package io.offlinesync.autoconfigure;

import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.inspector.InspectorProperties;
import io.offlinesync.inspector.InspectorRoutes;
import io.offlinesync.inspector.RecentPushes;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.stomp.ClientSessions;
import io.offlinesync.stomp.StompProperties;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Auto-configuration for the page that shows developers what clients do.
 */
@AutoConfiguration(after = OfflineSyncStompAutoConfiguration.class)
@ConditionalOnBooleanProperty("offline-sync.inspector.enabled")
@ConditionalOnBean({ ClientSessions.class, DefaultChangeFeed.class })
@EnableConfigurationProperties(InspectorProperties.class)
public final class OfflineSyncInspectorAutoConfiguration {

	private static final Log logger = LogFactory.getLog(OfflineSyncInspectorAutoConfiguration.class);

	@Bean
	RecentPushes offlineSyncRecentPushes(InspectorProperties properties) {
		return new RecentPushes(properties);
	}

	@Bean
	RouterFunction<ServerResponse> offlineSyncInspectorRoutes(SyncService service, DefaultChangeFeed feed,
			ClientSessions sessions, RecentPushes pushes, StompProperties properties) {
		String path = properties.endpoint() + "/inspector";
		logger.warn("The page " + path + " shows users' names and what they write to everybody who may reach it:"
				+ " for development only");
		return new InspectorRoutes(service, feed, sessions, pushes).at(path);
	}

}
