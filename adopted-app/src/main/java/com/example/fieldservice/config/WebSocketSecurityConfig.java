package com.example.fieldservice.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.socket.EnableWebSocketSecurity;
import org.springframework.security.messaging.access.intercept.MessageMatcherDelegatingAuthorizationManager;

@Configuration
@EnableWebSocketSecurity
public class WebSocketSecurityConfig {

	@Bean
	public AuthorizationManager<Message<?>> messageAuthorizationManager(
			MessageMatcherDelegatingAuthorizationManager.Builder messages) {
		return messages.nullDestMatcher()
			.authenticated()
			.simpSubscribeDestMatchers("/topic/**")
			.authenticated()
			.simpMessageDestMatchers("/app/dispatch/**")
			.hasRole("DISPATCHER")
			.simpDestMatchers("/app/sync/**")
			.authenticated()
			.anyMessage()
			.denyAll()
			.build();
	}

}
