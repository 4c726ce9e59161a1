package io.offlinesync.sample;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;

/**
 * Says what database this is, which is not there to be asked when the application is
 * processed ahead of time.
 */
@Configuration(proxyBeanMethods = false)
class DialectConfiguration {

	@Bean
	JdbcDialect jdbcDialect() {
		return JdbcPostgresDialect.INSTANCE;
	}

}
