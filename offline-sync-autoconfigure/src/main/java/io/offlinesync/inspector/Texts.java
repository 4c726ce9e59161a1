package io.offlinesync.inspector;

import io.offlinesync.jdbc.Names;

/**
 * What clients may make as long as a message, as the page remembers and shows it.
 */
final class Texts {

	private static final int MOST = 512;

	private Texts() {
	}

	static String shorten(String text) {
		return Names.cut(text, MOST);
	}

}
