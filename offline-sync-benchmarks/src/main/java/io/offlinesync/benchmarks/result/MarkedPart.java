package io.offlinesync.benchmarks.result;

/**
 * The part of a document that is generated, between two comments.
 */
public final class MarkedPart {

	/** What comes before the part. */
	public static final String BEGIN = "<!-- benchmarks: begin -->\n";

	/** What comes after it. */
	public static final String END = "<!-- benchmarks: end -->";

	private MarkedPart() {
	}

	/**
	 * Replace the part.
	 * @param document the document
	 * @param part what is to be there
	 * @return the document with the part
	 * @throws IllegalArgumentException if the document has no such part
	 */
	public static String replace(String document, String part) {
		int begin = document.indexOf(BEGIN) + BEGIN.length();
		int end = document.indexOf(END, begin);
		if (begin < BEGIN.length() || end < 0) {
			throw new IllegalArgumentException("The document needs the lines " + BEGIN + "and " + END);
		}
		return document.substring(0, begin) + part + document.substring(end);
	}

}
