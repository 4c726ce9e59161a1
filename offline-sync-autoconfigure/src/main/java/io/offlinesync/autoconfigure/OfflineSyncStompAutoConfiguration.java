package io.offlinesync.autoconfigure;

import io.offlinesync.feed.ChangeFeed;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.stomp.StompConfiguration;
import jakarta.websocket.server.ServerContainer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

/**
 * Auto-configuration for the STOMP endpoint of offline-first clients, in a servlet
 * application with WebSocket.
 */
@AutoConfiguration(after = { OfflineSyncAutoConfiguration.class, OfflineSyncFeedAutoConfiguration.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ DispatcherServlet.class, ServerContainer.class, SimpAnnotationMethodMessageHandler.class,
		WebSocketHandlerMapping.class })
@ConditionalOnBean({ SyncService.class, ChangeFeed.class })
@Import(StompConfiguration.class)
public final class OfflineSyncStompAutoConfiguration {

}
