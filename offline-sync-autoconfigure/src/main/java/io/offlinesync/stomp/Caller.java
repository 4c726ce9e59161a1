package io.offlinesync.stomp;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param user the user, or {@literal null} if anonymous
 */
record Caller(@Nullable Principal user) {
}
