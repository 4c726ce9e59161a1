package io.offlinesync.jdbc;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.ColumnMapping.Access;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes an entity's JSON with the application's own mapper.
 *
 * @param <T> the entity's type
 */
final class EntityJson<T> {

	private final EntityModel<T> model;

	private final JsonMapper mapper;

	private final UnknownFields unknown;

	private final Set<String> names;

	private final ObjectReader reader;

	private final ObjectWriter writer;

	/**
	 * Create the JSON of an entity.
	 * @param model the entity
	 * @param mapper the application's mapper
	 * @param unknown what happens to fields that a client cannot know of
	 */
	EntityJson(EntityModel<T> model, JsonMapper mapper, UnknownFields unknown) {
		this.model = model;
		this.mapper = mapper;
		this.unknown = unknown;
		this.names = new LinkedHashSet<>(model.fields().keySet());
		this.names.add(model.idField());
		// A primitive property that clients do not set is absent, which Jackson takes for
		// null. That no client says null for one is checked here.
		this.reader = mapper.readerFor(model.type()).without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
		this.writer = mapper.writerFor(model.type());
	}

	String write(T entity) {
		return this.writer.writeValueAsString(entity);
	}

	ObjectNode tree(T entity) {
		return this.mapper.valueToTree(entity);
	}

	/**
	 * Turn values as application code has them into JSON.
	 */
	ObjectNode tree(Map<String, ? extends @Nullable Object> values) {
		ObjectNode tree = this.mapper.createObjectNode();
		values.forEach((name, value) -> tree.set(name,
				(value != null) ? this.mapper.<JsonNode>valueToTree(value) : tree.nullNode()));
		return tree;
	}

	/**
	 * What a client sent, as far as it is to be looked at.
	 * @param data the entity's JSON, whole or in part, which is left as it is
	 * @return the same without unknown fields, if those are ignored
	 */
	ObjectNode heeded(ObjectNode data) {
		return (this.unknown == UnknownFields.REFUSE || data.propertyNames().stream().allMatch(this::isKnown)) ? data
				: this.mapper.createObjectNode()
					.setAll(data)
					.retain(data.propertyNames().stream().filter(this::isKnown).toList());
	}

	/**
	 * The changed fields that a client named, as far as they are to be looked at.
	 * @param changed the fields, or {@literal null}
	 * @return the same without unknown fields, if those are ignored
	 */
	@Nullable Set<String> heeded(@Nullable Set<String> changed) {
		return (changed == null || this.unknown == UnknownFields.REFUSE) ? changed
				: changed.stream().filter(this::isKnown).collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * Whether clients can know of a field: it is sent to them, or theirs to set.
	 */
	private boolean isKnown(String name) {
		SyncedField field = this.model.fields().get(name);
		return this.model.jsonNames().contains(name) || (field != null && field.access() != Access.READ_ONLY);
	}

	/**
	 * Check what a client sent, or application code says in a client's terms.
	 * @param uid the record's uid
	 * @param data the entity's JSON, whole or in part
	 * @throws SyncException if it names an unknown field, or another id, or says null
	 * where that cannot be
	 */
	void check(String uid, ObjectNode data) {
		for (Map.Entry<String, JsonNode> entry : data.properties()) {
			String name = entry.getKey();
			SyncedField field = this.model.fields().get(name);
			if (name.equals(this.model.idField())) {
				if (!uid.equals(entry.getValue().asString(null))) {
					throw invalid("The id in the data is not the record's uid");
				}
			}
			else if (!isKnown(name)) {
				throw invalid("Unknown field in the data: " + Names.shorten(name)
						+ ". Leave it out, or have the server ignore such fields (offline-sync.unknown-fields)");
			}
			else if (field != null && entry.getValue().isNull() && !field.nullable()
					&& field.access() != Access.READ_ONLY) {
				throw invalid("The field " + Names.shorten(name) + " cannot be null");
			}
		}
	}

	/**
	 * The fields that an update sets.
	 * @param data the entity's JSON, whole or in part
	 * @param changed the fields that the client names, or {@literal null} for all
	 * @return the fields' names
	 * @throws SyncException if it names a field that is unknown, not in the data, or not
	 * the client's to set
	 */
	Set<String> changed(ObjectNode data, @Nullable Set<String> changed) {
		Set<String> fields = new LinkedHashSet<>();
		for (String name : (changed != null) ? changed : data.propertyNames()) {
			SyncedField field = this.model.fields().get(name);
			if (field != null && field.access() != Access.READ_ONLY) {
				if (!data.has(name)) {
					throw invalid("The data lacks the changed field " + Names.shorten(name));
				}
				fields.add(name);
			}
			else if (changed != null) {
				throw invalid("No field that a client may change: " + Names.shorten(name));
			}
		}
		return fields;
	}

	/**
	 * Make an entity of what a client sent. Fields that are not the client's to set are
	 * left out.
	 * @param id the record's id
	 * @param data the entity's JSON
	 * @return the entity
	 * @throws SyncException if a value does not fit
	 */
	T read(Object id, ObjectNode data) {
		ObjectNode own = this.mapper.createObjectNode();
		for (SyncedField field : this.model.fields().values()) {
			JsonNode value = data.get(field.name());
			if (value != null && field.access() != Access.READ_ONLY) {
				own.set(field.name(), value);
			}
		}
		own.set(this.model.idField(), this.mapper.valueToTree(id));
		return parse(own);
	}

	/**
	 * Make an entity of a stored one and some fields of what a client sent. Only those
	 * fields of the result count: the others went through JSON, and may not be what is
	 * stored.
	 * @param current the stored entity
	 * @param data the entity's JSON, whole or in part
	 * @param fields the fields to take
	 * @return the entity
	 * @throws SyncException if a value does not fit
	 */
	T read(T current, ObjectNode data, Set<String> fields) {
		// A computed property is written but not read, which the mapper may refuse.
		ObjectNode merged = tree(current).retain(this.names);
		for (String field : fields) {
			merged.set(field, data.get(field));
		}
		return parse(merged);
	}

	private T parse(ObjectNode json) {
		try {
			return this.reader.readValue(json);
		}
		catch (JacksonException ex) {
			String field = ex.getPath()
				.stream()
				.map(JacksonException.Reference::getPropertyName)
				.findFirst()
				.orElse(null);
			throw new SyncException(SyncErrorCode.INVALID_REQUEST,
					(field != null) ? "The value of the field " + Names.shorten(field) + " does not fit its type"
							: "The data does not fit the table",
					Map.of(), ex);
		}
	}

	private static SyncException invalid(String message) {
		return new SyncException(SyncErrorCode.INVALID_REQUEST, message);
	}

}
