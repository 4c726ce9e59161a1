package io.offlinesync.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import io.offlinesync.SyncSessions;
import io.offlinesync.feed.ChangeFeed;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.stomp.StompProperties;
import jakarta.websocket.server.ServerContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.task.TaskExecutor;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.security.messaging.web.socket.server.CsrfTokenHandshakeInterceptor;
import org.springframework.util.unit.DataSize;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class OfflineSyncStompAutoConfigurationTests {

	private static final String ENDPOINT = "offlineSyncStompEndpoint";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OfflineSyncStompAutoConfiguration.class))
		.withBean(SyncService.class, () -> mock(SyncService.class))
		.withBean(ChangeFeed.class, () -> mock(ChangeFeed.class));

	@Test
	void isAnAutoConfiguration() {
		new WebApplicationContextRunner().withBean(SyncService.class, () -> mock(SyncService.class))
			.withBean(ChangeFeed.class, () -> mock(ChangeFeed.class))
			.withUserConfiguration(AllAutoConfigurations.class)
			.withPropertyValues("spring.autoconfigure.exclude="
					+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
			.run((context) -> assertThat(context).hasBean(ENDPOINT));
	}

	@Test
	void hasDefaults() {
		this.runner.run((context) -> {
			assertThat(context).hasBean(ENDPOINT).hasSingleBean(SyncSessions.class);
			assertThat(context.getBean("offlineSyncStompHandlerMapping", WebSocketHandlerMapping.class).getOrder())
				.isEqualTo(-1);
			StompProperties properties = context.getBean(StompProperties.class);
			assertThat(properties.endpoint()).isEqualTo("/offline-sync");
			assertThat(properties.prefix()).isEqualTo("/app/sync");
			assertThat(properties.allowedOrigins()).isEmpty();
			assertThat(properties.maxMessageSize()).isEqualTo(DataSize.ofMegabytes(1));
			assertThat(properties.maxMutations()).isEqualTo(500);
			assertThat(properties.maxStreams()).isEqualTo(16);
			assertThat(properties.streamWindow()).isEqualTo(4);
			assertThat(properties.maxSessionsPerUser()).isEqualTo(50);
			assertThat(properties.maxTerms()).isEqualTo(100);
			assertThat(properties.maxInValues()).isEqualTo(1000);
			assertThat(properties.maxJsonDepth()).isEqualTo(32);
			assertThat(properties.maxRequestsPerSecond()).isEqualTo(100);
			assertThat(properties.statementTimeout()).isEqualTo(Duration.ofSeconds(30));
		});
	}

	@Test
	void addsNoBeanThatTheApplicationsMessagingOrExecutionWouldFind() {
		this.runner.run((context) -> {
			for (Class<?> type : List.of(Executor.class, TaskExecutor.class, TaskScheduler.class,
					ChannelInterceptor.class, MessageChannel.class, MessageHandler.class,
					SimpMessageSendingOperations.class, WebSocketHandler.class, HandshakeInterceptor.class,
					WebSocketMessageBrokerConfigurer.class, ObjectMapper.class)) {
				assertThat(context).doesNotHaveBean(type);
			}
			assertThat(context.getBeansOfType(HandlerMapping.class)).hasSize(1);
		});
		this.runner.withBean(NeedsMapping.class)
			.run((context) -> assertThat(context.getBean(NeedsMapping.class).mapping).isNull());
	}

	@Test
	void needsAServletApplicationWithWebSocket() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OfflineSyncStompAutoConfiguration.class))
			.withBean(SyncService.class, () -> mock(SyncService.class))
			.withBean(ChangeFeed.class, () -> mock(ChangeFeed.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ENDPOINT));
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(OfflineSyncStompAutoConfiguration.class))
			.withBean(SyncService.class, () -> mock(SyncService.class))
			.withBean(ChangeFeed.class, () -> mock(ChangeFeed.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ENDPOINT));
		for (FilteredClassLoader without : List.of(new FilteredClassLoader("org.springframework.web.socket"),
				new FilteredClassLoader("org.springframework.messaging"),
				new FilteredClassLoader("org.springframework.web.servlet"),
				new FilteredClassLoader(ServerContainer.class))) {
			this.runner.withClassLoader(without)
				.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ENDPOINT));
		}
	}

	@Test
	void needsNoSpringSecurity() {
		for (FilteredClassLoader without : List.of(new FilteredClassLoader("org.springframework.security"),
				new FilteredClassLoader(CsrfTokenHandshakeInterceptor.class))) {
			this.runner.withClassLoader(without).run((context) -> assertThat(context).hasBean(ENDPOINT));
		}
	}

	@Test
	void needsTheSyncService() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(OfflineSyncStompAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ENDPOINT));
	}

	@ParameterizedTest
	@ValueSource(strings = { "endpoint=sync", "endpoint=/", "prefix=/app/", "prefix=/a//b", "max-message-size=5MB",
			"max-message-size=1KB", "max-mutations=0", "max-mutations=1001", "max-scopes=0", "max-streams=0",
			"stream-window=0", "stream-window=65", "heartbeat=-1s", "connect-timeout=0s", "send-timeout=0s",
			"max-waiting-requests=0", "worker-threads=0", "max-sessions-per-user=0", "max-terms=0", "max-in-values=0",
			"max-json-depth=7", "max-json-depth=501", "max-requests-per-second=0", "statement-timeout=999ms",
			"statement-timeout=25h" })
	void saysWhichPropertyIsWrong(String property) {
		this.runner.withPropertyValues("offline-sync.stomp." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("offline-sync.stomp." + property.substring(0, property.indexOf('='))));
	}

	static class NeedsMapping {

		private final @Nullable HandlerMapping mapping;

		NeedsMapping(ObjectProvider<HandlerMapping> mapping) {
			this.mapping = mapping.getIfAvailable();
		}

	}

	@EnableAutoConfiguration
	static class AllAutoConfigurations {

	}

}
