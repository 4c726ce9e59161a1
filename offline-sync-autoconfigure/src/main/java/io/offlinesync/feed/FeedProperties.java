package io.offlinesync.feed;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How changes are found and handed out.
 *
 * @param pollInterval How often the change log is looked at when nobody says that there
 * is something new. What the application or others write without the library is live
 * within this time.
 * @param listen Whether nodes wake each other with NOTIFY, for which each keeps a
 * connection of its own. Connection poolers may not support it.
 * @param idleInterval How long a stream hears nothing before it is sent an empty page, so
 * that the client's cursor does not grow old.
 * @param readerThreads How many streams that are behind, such as those that read for the
 * first time, read the database at the same time. Each uses a connection of the
 * application's pool. The others wait in line, at the end of which a stream goes after
 * each page.
 */
@ConfigurationProperties("offline-sync.feed")
public record FeedProperties(@DefaultValue("200ms") Duration pollInterval, @DefaultValue("true") boolean listen,
		@DefaultValue("60s") Duration idleInterval, @DefaultValue("4") int readerThreads) {

	public FeedProperties {
		check(positive(pollInterval), "poll-interval", pollInterval);
		check(positive(idleInterval), "idle-interval", idleInterval);
		check(readerThreads > 0, "reader-threads", readerThreads);
	}

	private static boolean positive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	private static void check(boolean valid, String name, Object value) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException("offline-sync.feed." + name, value,
					"It must be positive");
		}
	}

}
