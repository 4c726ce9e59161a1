package io.offlinesync.jdbc;

import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The types an id may have, and their canonical text, which is the uid.
 */
enum IdType {

	UUID(java.util.UUID.class, "uuid", Set.of("uuid"), java.util.UUID::fromString,
			"a UUID in lower case, such as 0b9f2c6e-…"),

	TEXT(String.class, "text", Set.of("text", "varchar"), IdType::storable,
			"text without U+0000 and without unpaired surrogates"),

	LONG(Long.class, "int8", Set.of("int8"), Long::valueOf, "a decimal number without leading zeros"),

	INTEGER(Integer.class, "int4", Set.of("int4"), Integer::valueOf, "a decimal number without leading zeros");

	/**
	 * What fits an index entry of PostgreSQL in any encoding of the text.
	 */
	private static final int MAX_LENGTH = 512;

	private static final Pattern CANONICAL_UUID = Pattern
		.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

	private final Class<?> javaType;

	private final String sqlType;

	private final Set<String> columnTypes;

	private final Function<String, Object> parser;

	private final String form;

	IdType(Class<?> javaType, String sqlType, Set<String> columnTypes, Function<String, Object> parser, String form) {
		this.javaType = javaType;
		this.sqlType = sqlType;
		this.columnTypes = columnTypes;
		this.parser = parser;
		this.form = form;
	}

	private static String storable(String text) {
		Scalars.checkText(text);
		return text;
	}

	static @Nullable IdType of(Class<?> type) {
		Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type);
		for (IdType idType : values()) {
			if (idType.javaType == boxed) {
				return idType;
			}
		}
		return null;
	}

	/**
	 * The type of an array element that holds ids.
	 */
	String sqlType() {
		return this.sqlType;
	}

	boolean fits(String columnType) {
		return this.columnTypes.contains(columnType);
	}

	Set<String> columnTypes() {
		return this.columnTypes;
	}

	/**
	 * Read a uid.
	 * @param uid the canonical text
	 * @return the id
	 * @throws SyncException if it is not canonical
	 */
	Object parse(String uid) {
		Object id = (uid.length() <= MAX_LENGTH) ? read(uid) : null;
		if (id != null) {
			return id;
		}
		throw new SyncException(SyncErrorCode.INVALID_REQUEST,
				"The uid is not canonical: it has to be " + this.form + ", of at most " + MAX_LENGTH + " characters");
	}

	/**
	 * Read a uid of any length.
	 * @param uid the text
	 * @return the id, or {@literal null} if it is not canonical
	 */
	@Nullable Object read(String uid) {
		try {
			Object id = this.parser.apply(uid);
			return id.toString().equals(uid) ? id : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Read a uid as application code has it.
	 * @param uid the id itself, or its canonical text
	 * @return the id
	 */
	Object parse(Object uid) {
		if (!this.javaType.isInstance(uid) && !(uid instanceof String)) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST,
					"The uid has to be a " + this.javaType.getSimpleName() + ", or its text");
		}
		return parse(uid.toString());
	}

	/**
	 * Whether ids compare as their texts do, given that the other one has this text.
	 */
	boolean ordersLike(String text) {
		return this == TEXT || (this == UUID && CANONICAL_UUID.matcher(text).matches());
	}

}
