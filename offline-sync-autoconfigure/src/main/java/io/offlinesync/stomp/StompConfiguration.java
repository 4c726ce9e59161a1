package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.offlinesync.SyncAuthenticator;
import io.offlinesync.SyncSessions;
import io.offlinesync.feed.ChangeFeed;
import io.offlinesync.feed.FeedProperties;
import io.offlinesync.jdbc.ObservedSyncService;
import io.offlinesync.jdbc.PushListener;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.jdbc.TablesCheck;
import io.offlinesync.observation.SyncObservations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.messaging.web.socket.server.CsrfTokenHandshakeInterceptor;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

/**
 * The beans of the private STOMP endpoint, for the auto-configuration to import. None of
 * them has a type that an application's own messaging would find and use.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ StompProperties.class, SecurityProperties.class, FeedProperties.class })
@ImportRuntimeHints(StompRuntimeHints.class)
public class StompConfiguration {

	private static final Log logger = LogFactory.getLog(StompConfiguration.class);

	/** Before the controllers of the application, one of which may map every path. */
	private static final int ORDER = -1;

	@Bean
	@Lazy(false)
	StompEndpoint offlineSyncStompEndpoint(StompProperties properties, SecurityProperties security,
			FeedProperties feedProperties, SyncService service, ChangeFeed feed,
			ObjectProvider<SyncObservations> observations, ObjectProvider<PushListener> listeners,
			ObjectProvider<SyncAuthenticator> authenticator,
			ObjectProvider<WebSocketMessageBrokerConfigurer> configurers) {
		List<String> openTables = service.openTables();
		policies(security).check(openTables);
		if (!openTables.isEmpty()) {
			logger.warn("Every user may read and write all of these tables, since they have no SyncPolicy: "
					+ String.join(", ", openTables));
		}
		SyncObservations observed = observations.getIfAvailable(() -> SyncObservations.NONE);
		return new StompEndpoint(properties, Hello.Limits.of(properties, feedProperties),
				new Authentication(authenticator.getIfAvailable(), security.allowAnonymous()),
				new ObservedSyncService(service, observed, listeners.orderedStream().toList()),
				new StreamOpener(feed, properties, observed), configurers);
	}

	/**
	 * Who forgot a policy is told before anything is done to the tables.
	 */
	@Bean
	TablesCheck offlineSyncTablesCheck(SecurityProperties security) {
		return policies(security);
	}

	private static TablesCheck policies(SecurityProperties security) {
		return (openTables) -> {
			if (!openTables.isEmpty() && security.requirePolicy()) {
				throw new MissingSyncPolicyException(openTables);
			}
		};
	}

	@Bean
	SyncSessions offlineSyncSessions(StompEndpoint endpoint) {
		return endpoint.sessions();
	}

	@Bean(defaultCandidate = false)
	@Lazy(false)
	HandlerMapping offlineSyncStompHandlerMapping(StompProperties properties, StompEndpoint endpoint) {
		PlainHandshakeHandler handler = new PlainHandshakeHandler(endpoint.handler(),
				new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy()));
		handler.setHandshakeInterceptors(handshakeInterceptors(properties));
		WebSocketHandlerMapping mapping = new WebSocketHandlerMapping();
		mapping.setUrlMap(Map.of(properties.endpoint(), handler));
		mapping.setOrder(ORDER);
		mapping.setWebSocketUpgradeMatch(true);
		return mapping;
	}

	private static List<HandshakeInterceptor> handshakeInterceptors(StompProperties properties) {
		List<HandshakeInterceptor> interceptors = new ArrayList<>();
		interceptors.add(new OriginCheck(properties.allowedOrigins()));
		if (ClassUtils.isPresent(
				"org.springframework.security.messaging.web.socket.server.CsrfTokenHandshakeInterceptor",
				StompConfiguration.class.getClassLoader())
				&& ClassUtils.isPresent("org.springframework.security.web.csrf.DeferredCsrfToken",
						StompConfiguration.class.getClassLoader())) {
			interceptors.add(Security.csrf());
		}
		return interceptors;
	}

	/**
	 * Only loaded with Spring Security's support for messaging.
	 */
	private static final class Security {

		// Spring Security adds it to the application's own endpoint only, and refuses
		// every CONNECT without it.
		private static HandshakeInterceptor csrf() {
			return new CsrfTokenHandshakeInterceptor();
		}

	}

}
