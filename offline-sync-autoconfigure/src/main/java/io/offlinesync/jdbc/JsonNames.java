package io.offlinesync.jdbc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Jackson calls the properties of a class, and which it reads and writes.
 */
final class JsonNames {

	private final Map<String, BeanPropertyDefinition> serialized = new HashMap<>();

	private final Map<String, BeanPropertyDefinition> deserialized = new HashMap<>();

	private final Set<String> ignored = new HashSet<>();

	private final Set<String> all = new HashSet<>();

	JsonNames(JsonMapper mapper, JavaType type) {
		ClassIntrospector writing = mapper.serializationConfig()
			.classIntrospectorInstance()
			.forOperation(mapper.serializationConfig());
		AnnotatedClass written = writing.introspectClassAnnotations(type);
		collect(writing.introspectForSerialization(type, written), this.serialized);
		ClassIntrospector reading = mapper.deserializationConfig()
			.classIntrospectorInstance()
			.forOperation(mapper.deserializationConfig());
		AnnotatedClass read = reading.introspectClassAnnotations(type);
		collect(reading.introspectForDeserialization(type, read), this.deserialized);
	}

	private void collect(BeanDescription description, Map<String, BeanPropertyDefinition> properties) {
		Set<String> ignorals = description.getIgnoredPropertyNames();
		if (ignorals != null) {
			this.ignored.addAll(ignorals);
		}
		for (BeanPropertyDefinition property : description.findProperties()) {
			properties.put(property.getInternalName(), property);
			this.all.add(property.getName());
		}
	}

	/**
	 * The JSON name of a property.
	 * @param property the property's name in Java
	 * @return its name in JSON, or {@literal null} if it is not part of it
	 */
	@Nullable String nameOf(String property) {
		BeanPropertyDefinition definition = definition(property);
		return (definition != null) ? definition.getName() : null;
	}

	private @Nullable BeanPropertyDefinition definition(String property) {
		return this.serialized.getOrDefault(property, this.deserialized.get(property));
	}

	@Nullable JavaType typeOf(String property) {
		BeanPropertyDefinition definition = definition(property);
		return (definition != null) ? definition.getPrimaryType() : null;
	}

	/**
	 * Whether a property has two names, one to read and another to write.
	 */
	boolean isTorn(String property) {
		BeanPropertyDefinition write = this.serialized.get(property);
		BeanPropertyDefinition read = this.deserialized.get(property);
		return write != null && read != null && !write.getName().equals(read.getName());
	}

	boolean isWritten(String property) {
		return this.serialized.containsKey(property);
	}

	boolean isRead(String property) {
		BeanPropertyDefinition definition = this.deserialized.get(property);
		return definition != null && definition.couldDeserialize();
	}

	boolean isIgnored(String property) {
		return this.ignored.contains(property);
	}

	/**
	 * Whether the property is written by an own serializer or in an own form, so that its
	 * type does not tell what it looks like in JSON.
	 */
	boolean isUnusual(String property) {
		BeanPropertyDefinition definition = definition(property);
		return definition != null && definition.getPrimaryMember() != null
				&& (definition.getPrimaryMember().hasAnnotation(com.fasterxml.jackson.annotation.JsonFormat.class)
						|| definition.getPrimaryMember()
							.hasAnnotation(tools.jackson.databind.annotation.JsonSerialize.class)
						|| definition.getPrimaryMember()
							.hasAnnotation(tools.jackson.databind.annotation.JsonDeserialize.class));
	}

	/**
	 * Whether the property's own fields are spread out over the entity's JSON.
	 */
	boolean isUnwrapped(String property) {
		BeanPropertyDefinition definition = definition(property);
		return definition != null && definition.getPrimaryMember() != null
				&& definition.getPrimaryMember().hasAnnotation(com.fasterxml.jackson.annotation.JsonUnwrapped.class);
	}

	/**
	 * Every name that the JSON may hold.
	 */
	Set<String> all() {
		return this.all;
	}

}
