package io.offlinesync.proof.node;

import java.io.IOException;
import java.security.Principal;

import io.offlinesync.AuthenticatedUser;
import io.offlinesync.SyncAuthenticator;
import io.offlinesync.SyncPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * A node of the application, which ends when the process that started it does. Whoever
 * says who they are is believed.
 */
@SpringBootApplication
public class ProofNode {

	/** What it logs when it is ready, with its port. */
	public static final String READY = "Node is ready: ";

	/** The property that names what is to be broken, see {@link Breakage}. */
	public static final String BROKEN = "offline-sync.proof.broken";

	private static final Logger logger = LoggerFactory.getLogger(ProofNode.class);

	/**
	 * Start a node.
	 * @param arguments properties, as {@code --name=value}
	 */
	public static void main(String[] arguments) throws IOException {
		String broken = System.getProperty(BROKEN);
		if (broken != null) {
			Breakage.valueOf(broken).install();
		}
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ProofNode.class)
			.properties("server.port=0", "spring.main.banner-mode=off", "offline-sync.security.allow-anonymous=false",
					"offline-sync.security.require-policy=true", "offline-sync.stomp.max-requests-per-second=1000000",
					"offline-sync.feed.idle-interval=1s", "logging.level.io.offlinesync.proof=info",
					"spring.datasource.hikari.connection-timeout=3000", "spring.datasource.hikari.maximum-pool-size=12")
			.run(arguments)) {
			logger.info("{}{}", READY, context.getEnvironment().getProperty("local.server.port"));
			while (System.in.read() >= 0) {
				// Nobody has anything to say.
			}
		}
	}

	@Bean
	SyncAuthenticator authenticator() {
		return (headers) -> {
			String user = headers.get("user");
			return (user != null) ? new AuthenticatedUser(new User(user)) : null;
		};
	}

	@Bean
	SyncPolicy<Board> boards(Memberships memberships) {
		return (user) -> memberships.ofBoards("uid", user);
	}

	@Bean
	SyncPolicy<Card> cards(Memberships memberships) {
		return (user) -> memberships.ofBoards("board", user);
	}

	@Bean
	SyncPolicy<Comment> comments(Memberships memberships) {
		return (user) -> memberships.ofBoards("board", user);
	}

	private record User(String name) implements Principal {

		@Override
		public String getName() {
			return this.name;
		}

	}

}
