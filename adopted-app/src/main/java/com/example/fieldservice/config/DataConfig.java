package com.example.fieldservice.config;

import java.util.List;
import java.util.Optional;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.AuditorAware;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcAuditing;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

@Configuration
@EnableJdbcAuditing(auditorAwareRef = "currentLogin")
public class DataConfig extends AbstractJdbcConfiguration {

	@Override
	protected List<?> userConverters() {
		return List.of(new CodeConverters.CategoryToCode(), new CodeConverters.CodeToCategory(),
				new CodeConverters.StatusToCode(), new CodeConverters.CodeToStatus());
	}

	@Bean
	public AuditorAware<String> currentLogin() {
		return () -> Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
			.map(Authentication::getName)
			.or(() -> Optional.of("system"));
	}

}
