package io.offlinesync.jdbc;

/**
 * Names that come from clients, made fit for messages.
 */
final class Names {

	private static final int MAX_LENGTH = 64;

	private Names() {
	}

	/**
	 * A name in quotes, cut short.
	 */
	static String shorten(String name) {
		return "'" + ((name.length() <= MAX_LENGTH) ? name : name.substring(0, MAX_LENGTH) + "…") + "'";
	}

}
