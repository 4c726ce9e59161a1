package io.offlinesync.test;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The database snapshot that a complete page was read in.
 *
 * @param xmin every transaction below it is visible
 * @param xmax none from here on is visible
 * @param xip those between the two that are not visible
 */
public record SeenSnapshot(long xmin, long xmax, Set<Long> xip) {

	private static final Pattern TEXT = Pattern.compile("(\\d+):(\\d+):((?:\\d+(?:,\\d+)*)?)");

	/**
	 * Read PostgreSQL's text form.
	 * @param text the text
	 * @return the snapshot
	 */
	public static SeenSnapshot parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			throw new AssertionError("Not a snapshot: " + text);
		}
		Set<Long> xip = Arrays.stream(matcher.group(3).split(","))
			.filter((xid) -> !xid.isEmpty())
			.map(Long::valueOf)
			.collect(Collectors.toUnmodifiableSet());
		return new SeenSnapshot(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), xip);
	}

	/**
	 * Whether a transaction is visible in this snapshot.
	 * @param xid the transaction
	 * @return {@literal true} if it is
	 */
	public boolean contains(long xid) {
		return xid < this.xmin || (xid < this.xmax && !this.xip.contains(xid));
	}

	/**
	 * Whether everything visible in another snapshot is visible in this one.
	 * @param earlier the other snapshot
	 * @return {@literal true} if it is
	 */
	public boolean covers(SeenSnapshot earlier) {
		return this.xmin >= earlier.xmin && this.xmax >= earlier.xmax && this.xip.stream().noneMatch(earlier::contains);
	}

}
