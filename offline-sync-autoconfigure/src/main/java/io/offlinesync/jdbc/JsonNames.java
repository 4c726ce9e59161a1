package io.offlinesync.jdbc;

import java.lang.annotation.Annotation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;

/**
 * What Jackson calls the properties of a class, and which it reads and writes.
 */
final class JsonNames {

	private final Map<String, BeanPropertyDefinition> serialized = new HashMap<>();

	private final Map<String, BeanPropertyDefinition> deserialized = new HashMap<>();

	private final Set<String> ignored = new HashSet<>();

	private final Set<String> written = new HashSet<>();

	private final Set<String> read = new HashSet<>();

	private boolean object;

	JsonNames(JsonMapper mapper, JavaType type) {
		SerializationConfig writing = mapper.serializationConfig();
		ClassIntrospector writer = writing.classIntrospectorInstance().forOperation(writing);
		AnnotatedClass annotations = writer.introspectClassAnnotations(type);
		collect(writer.introspectForSerialization(type, annotations), this.serialized);
		// What is really written depends on more than the properties: ask the serializer.
		mapper.acceptJsonFormatVisitor(type, new WrittenProperties());
		if (writing.getAnnotationIntrospector().findPolymorphicTypeInfo(writing, annotations) != null) {
			this.object = false;
		}
		collectRead(mapper.deserializationConfig(), type);
	}

	private void collectRead(DeserializationConfig reading, JavaType type) {
		ClassIntrospector reader = reading.classIntrospectorInstance().forOperation(reading);
		AnnotatedClass annotations = reader.introspectClassAnnotations(type);
		collect(reader.introspectForDeserialization(type, annotations), this.deserialized);
		Set<String> refused = reading.getDefaultPropertyIgnorals(type.getRawClass(), annotations)
			.findIgnoredForDeserialization();
		Set<String> included = reading.getDefaultPropertyInclusions(type.getRawClass(), annotations).getIncluded();
		this.deserialized.forEach((property, definition) -> {
			String name = definition.getName();
			if (definition.couldDeserialize() && !this.ignored.contains(property) && !refused.contains(name)
					&& (included == null || included.contains(name))) {
				this.read.add(name);
			}
		});
	}

	private void collect(BeanDescription description, Map<String, BeanPropertyDefinition> properties) {
		for (BeanPropertyDefinition property : description.findProperties()) {
			// A property with one name to read and another to write comes as two.
			boolean used = (properties == this.serialized) ? property.couldSerialize() : property.couldDeserialize();
			if (used || !properties.containsKey(property.getInternalName())) {
				properties.put(property.getInternalName(), property);
			}
		}
		// Known only now that the properties have been collected.
		Set<String> ignorals = description.getIgnoredPropertyNames();
		if (ignorals != null) {
			this.ignored.addAll(ignorals);
		}
	}

	/**
	 * Whether the class is written as an object that holds its properties, and nothing
	 * else such as the name of a subtype.
	 */
	boolean isObject() {
		return this.object;
	}

	/**
	 * The JSON name of a property.
	 * @param property the property's name in Java
	 * @return its name in JSON, or {@literal null} if it is not part of it
	 */
	@Nullable String nameOf(String property) {
		BeanPropertyDefinition definition = definition(property);
		return (definition != null && (isWritten(property) || isRead(property))) ? definition.getName() : null;
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
		return contains(this.written, this.serialized.get(property));
	}

	boolean isRead(String property) {
		return contains(this.read, this.deserialized.get(property));
	}

	private static boolean contains(Set<String> names, @Nullable BeanPropertyDefinition definition) {
		return definition != null && names.contains(definition.getName());
	}

	/**
	 * Whether Jackson knows the property and has been told to leave it out.
	 */
	boolean isIgnored(String property) {
		return this.ignored.contains(property)
				|| (definition(property) != null && !isWritten(property) && !isRead(property));
	}

	/**
	 * Whether the property is written by an own serializer or in an own form, so that its
	 * type does not tell what it looks like in JSON.
	 */
	boolean isUnusual(String property) {
		return hasAnnotation(property, JsonFormat.class) || hasAnnotation(property, JsonSerialize.class)
				|| hasAnnotation(property, JsonDeserialize.class);
	}

	/**
	 * Whether the property's own fields are spread out over the entity's JSON.
	 */
	boolean isUnwrapped(String property) {
		return hasAnnotation(property, JsonUnwrapped.class);
	}

	private boolean hasAnnotation(String property, Class<? extends Annotation> annotation) {
		return Stream.of(this.serialized.get(property), this.deserialized.get(property))
			.filter(Objects::nonNull)
			.flatMap((definition) -> Stream.of(definition.getGetter(), definition.getSetter(), definition.getField(),
					definition.getConstructorParameter()))
			.anyMatch((member) -> member != null && member.hasAnnotation(annotation));
	}

	/**
	 * Every name that the JSON may hold when it is written.
	 */
	Set<String> written() {
		return Set.copyOf(this.written);
	}

	private final class WrittenProperties extends JsonFormatVisitorWrapper.Base {

		@Override
		public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
			JsonNames.this.object = true;
			return new JsonObjectFormatVisitor.Base(getContext()) {

				@Override
				public void property(BeanProperty property) {
					JsonNames.this.written.add(property.getName());
				}

				@Override
				public void optionalProperty(BeanProperty property) {
					JsonNames.this.written.add(property.getName());
				}

			};
		}

	}

}
