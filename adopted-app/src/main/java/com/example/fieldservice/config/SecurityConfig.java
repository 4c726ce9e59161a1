package com.example.fieldservice.config;

import java.util.List;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
@EnableWebSecurity
public class SecurityConfig {

	/**
	 * Dispatchers sign in by the form, the technicians' devices by Basic authentication.
	 */
	@Bean
	public SecurityFilterChain filterChain(HttpSecurity http) throws Exception {
		http.authorizeHttpRequests((requests) -> requests.requestMatchers(HttpMethod.DELETE, "/api/**")
			.hasRole("DISPATCHER")
			.requestMatchers("/api/users/**")
			.hasRole("DISPATCHER")
			.anyRequest()
			.authenticated())
			.csrf((csrf) -> csrf.ignoringRequestMatchers("/api/**"))
			.formLogin(Customizer.withDefaults())
			.httpBasic(Customizer.withDefaults());
		return http.build();
	}

	@Bean
	public UserDetailsService userDetailsService(JdbcTemplate jdbcTemplate) {
		return (login) -> {
			List<UserDetails> users = jdbcTemplate.query("select login, pw, role_cd from app_user where login = ?",
					(row, number) -> User.withUsername(row.getString("login"))
						.password(row.getString("pw"))
						.roles(row.getString("role_cd"))
						.build(),
					login);
			return users.stream().findFirst().orElseThrow(() -> new UsernameNotFoundException(login));
		};
	}

}
