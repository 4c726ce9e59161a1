package io.offlinesync.testsupport;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who has signed in.
 *
 * @param name the name
 */
public record User(String name) implements Principal {

	/**
	 * The user of a name.
	 * @param name the name, or {@literal null} if anonymous
	 */
	public static @Nullable User of(@Nullable String name) {
		return (name != null) ? new User(name) : null;
	}

	/**
	 * The name of a user.
	 * @param user the user, or {@literal null} if anonymous
	 */
	public static @Nullable String nameOf(@Nullable Principal user) {
		return (user != null) ? user.getName() : null;
	}

	@Override
	public String getName() {
		return this.name;
	}

}
