package io.offlinesync.jdbc;

import tools.jackson.databind.json.JsonMapper;

/**
 * A field without an entity.
 *
 * @param name the JSON name
 * @param column the quoted column
 * @param kind what the column holds
 * @param deterministic whether the column's collation tells all texts apart
 * @param type the type of the property
 */
record TestField(String name, String column, ColumnKind kind, boolean deterministic,
		Class<?> type) implements FilterField {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final JsonScalars SCALARS = new JsonScalars(JSON);

	static TestField of(String name, ColumnKind kind, Class<?> type) {
		return new TestField(name, "\"" + name + "\"", kind, false, type);
	}

	@Override
	public Object toDatabase(Object value) {
		return SCALARS.read(value, JSON.constructType(this.type));
	}

}
