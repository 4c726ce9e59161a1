package io.offlinesync.jdbc;

/**
 * Names and other texts that come from clients, made fit for messages.
 */
public final class Names {

	private static final int MAX_LENGTH = 64;

	private Names() {
	}

	/**
	 * A name in quotes, cut short.
	 */
	static String shorten(String name) {
		return "'" + cut(name, MAX_LENGTH) + "'";
	}

	/**
	 * Cut a text that a client may make as long as it likes.
	 * @param text the text
	 * @param most how many characters are shown of it
	 * @return the text, or its beginning with an ellipsis
	 */
	public static String cut(String text, int most) {
		return (text.length() <= most) ? text : text.substring(0, most) + "…";
	}

}
