package io.offlinesync.stomp;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may connect, and what tables are open.
 *
 * @param allowAnonymous Whether clients may connect that nobody has signed in with.
 * @param requirePolicy Whether each synced table needs a policy. Without one, every user
 * may read and write all of it.
 */
@ConfigurationProperties("offline-sync.security")
public record SecurityProperties(@DefaultValue("false") boolean allowAnonymous,
		@DefaultValue("true") boolean requirePolicy) {
}
