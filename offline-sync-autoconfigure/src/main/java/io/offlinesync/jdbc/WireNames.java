package io.offlinesync.jdbc;

import java.util.Locale;

/**
 * The names of constants as clients are told them, and as metrics and the log have them:
 * {@code not-attempted} for {@code NOT_ATTEMPTED}.
 */
public final class WireNames {

	private WireNames() {
	}

	/**
	 * The name of a constant.
	 * @param constant the constant
	 * @return the name in lower case, with hyphens
	 */
	public static String of(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
