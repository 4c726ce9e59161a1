package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application with the endpoint, on Tomcat.
 */
final class TestServer implements AutoCloseable {

	/** With Spring Security on the class path. */
	static final String WITH_SECURITY = exclude("");

	private static final String SECURITY = ",org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration"
			+ ",org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration"
			+ ",org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"
			+ ",org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration"
			+ ",org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration";

	private final ConfigurableApplicationContext context;

	private TestServer(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** Start with the given properties. */
	static TestServer start(String... properties) {
		return start(Application.class, properties);
	}

	/** Start another application with the given properties. */
	static TestServer start(Class<?> application, String... properties) {
		List<String> arguments = new ArrayList<>();
		arguments.add("--server.port=0");
		arguments.add("--spring.main.banner-mode=off");
		arguments.add("--server.tomcat.threads.max=20");
		arguments.add(exclude(SECURITY));
		for (String property : properties) {
			if (property.startsWith("--spring.autoconfigure.exclude")) {
				arguments.remove(3);
			}
			arguments.add(property.startsWith("--") ? property : "--" + property);
		}
		SpringApplication spring = new SpringApplication(Application.class, application);
		// Load, as some tests make it, is no client's.
		spring.setDefaultProperties(Map.of("offline-sync.stomp.max-requests-per-second", "1000000"));
		return new TestServer(spring.run(arguments.toArray(String[]::new)));
	}

	private static String exclude(String more) {
		return "--spring.autoconfigure.exclude="
				+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" + more;
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	FakeSyncService service() {
		return this.context.getBean(FakeSyncService.class);
	}

	FakeFeed feed() {
		return this.context.getBean(FakeFeed.class);
	}

	SyncWebSocketHandler handler() {
		return (SyncWebSocketHandler) this.context.getBean(StompEndpoint.class).handler();
	}

	/** A client that only has a connection. */
	StompTestClient open(String... headers) {
		return StompTestClient.open(port(), headers);
	}

	/** A client that connected and subscribed to replies. */
	StompTestClient connect(String... headers) {
		return open().connect(headers);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		FakeSyncService syncService() {
			return new FakeSyncService();
		}

		@Bean
		FakeFeed changeFeed() {
			return new FakeFeed();
		}

	}

}
