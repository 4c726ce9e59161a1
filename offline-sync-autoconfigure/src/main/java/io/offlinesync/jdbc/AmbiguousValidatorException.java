package io.offlinesync.jdbc;

import java.util.Collection;

/**
 * There are several validators, and nothing says which of them checks what clients send.
 * Found at startup.
 */
public final class AmbiguousValidatorException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param names the names of the validators' beans
	 */
	public AmbiguousValidatorException(Collection<String> names) {
		super("There are several validators, any of which could check what clients send: " + String.join(", ", names));
	}

}
