package io.offlinesync.benchmarks.server;

import java.io.IOException;
import java.util.List;

import io.offlinesync.benchmarks.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The server, in its own process, which ends when the process that started it does.
 */
@SpringBootApplication
public class BenchmarkServer {

	/** What it logs when it is ready, with its port and the URL of its database. */
	public static final String READY = "Benchmark server is ready: ";

	private static final Logger logger = LoggerFactory.getLogger(BenchmarkServer.class);

	/**
	 * Start the server and run it until the standard input ends.
	 * @param arguments settings
	 */
	public static void main(String[] arguments) throws Exception {
		Settings settings = Settings.parse(List.of(arguments));
		try (Database database = Database.start(settings);
				ConfigurableApplicationContext context = start(settings, database.url())) {
			if (Boolean.parseBoolean(settings.text("metadata"))) {
				database.addMetadata();
			}
			logger.info("{}{} {}", READY, context.getEnvironment().getProperty("local.server.port"), database.url());
			Profile profile = Profile.start(settings.text("recording"));
			awaitEnd();
			profile.end();
		}
	}

	private static ConfigurableApplicationContext start(Settings settings, String url) {
		return new SpringApplicationBuilder(BenchmarkServer.class)
			.properties("server.port=0", "server.tomcat.max-connections=20000",
					"benchmark.policy=" + settings.text("policy"), "offline-sync.security.allow-anonymous=true",
					"offline-sync.security.require-policy=false", "offline-sync.stomp.max-requests-per-second=1000000",
					"spring.main.banner-mode=off", "spring.main.register-shutdown-hook=false",
					"spring.datasource.url=" + url)
			.run();
	}

	private static void awaitEnd() throws IOException {
		while (System.in.read() >= 0) {
			// Nobody has anything to say.
		}
	}

}
