package com.example.fieldservice.sync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the guide tells readers to run, as it stands there.
 */
final class Guide {

	private static final Path FILE = Path.of("..", "docs", "adopting.md");

	private Guide() {
	}

	/**
	 * The SQL under a heading.
	 */
	static String sql(String heading) {
		try {
			String text = Files.readString(FILE);
			int section = text.indexOf("\n## " + heading + "\n");
			int start = text.indexOf("```sql\n", section);
			int end = text.indexOf("\n```", start);
			if (section < 0 || start < 0 || end < 0) {
				throw new AssertionError("The guide has no SQL under " + heading);
			}
			return text.substring(start + "```sql\n".length(), end);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
