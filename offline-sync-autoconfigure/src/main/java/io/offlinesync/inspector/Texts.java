package io.offlinesync.inspector;

/**
 * What clients may make as long as a message, as the page remembers and shows it.
 */
final class Texts {

	private static final int MOST = 512;

	private Texts() {
	}

	static String shorten(String text) {
		return (text.length() <= MOST) ? text : text.substring(0, MOST) + "…";
	}

}
