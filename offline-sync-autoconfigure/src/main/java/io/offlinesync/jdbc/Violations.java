package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import org.jspecify.annotations.Nullable;

import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;

/**
 * What clients are told of violated constraints: the field as it is in JSON, and the
 * message, which may have been made of the value. Of what they cannot see they learn
 * neither name nor value. Only loaded with Bean Validation.
 */
final class Violations {

	private static final String NOT_VALID = "is not valid";

	private Violations() {
	}

	/**
	 * The error that tells of violations.
	 * @param violations the violations, or {@literal null} if they are not known
	 * @param model what they are about, or {@literal null} if it may be anything
	 * @param cause the cause, or {@literal null}
	 * @return the error
	 */
	static SyncException failed(@Nullable Set<? extends ConstraintViolation<?>> violations,
			@Nullable EntityModel<?> model, @Nullable Throwable cause) {
		List<Map<String, String>> fields = new ArrayList<>();
		for (ConstraintViolation<?> violation : (violations != null) ? violations : Set.<ConstraintViolation<?>>of()) {
			fields.add(told(violation, model));
		}
		fields.sort((one, other) -> one.toString().compareTo(other.toString()));
		return new SyncException(SyncErrorCode.VALIDATION_FAILED, "The record is not valid", Map.of("fields", fields),
				cause);
	}

	private static Map<String, String> told(ConstraintViolation<?> violation, @Nullable EntityModel<?> model) {
		String property = property(violation.getPropertyPath());
		if (model == null || property == null) {
			return told(null, guarded(violation));
		}
		for (SyncedField field : model.fields().values()) {
			boolean known = field.readable() || field.access() != ColumnMapping.Access.READ_ONLY;
			if (known && field.property().getName().equals(property)) {
				boolean open = field.readable() && !isNested(violation.getPropertyPath());
				return told(field.name(), open ? violation.getMessage() : guarded(violation));
			}
		}
		RelationalPersistentProperty stored = model.entity().getPersistentProperty(property);
		if (stored != null && stored.isIdProperty()) {
			return told(model.idField(), violation.getMessage());
		}
		if (stored != null && model.columns().stream().anyMatch((column) -> column.path().get(0).equals(stored))) {
			return told(null, NOT_VALID);
		}
		// What is computed, such as whether a range is one, has its message for a reason.
		return told(null, guarded(violation));
	}

	private static Map<String, String> told(@Nullable String field, String message) {
		Map<String, String> told = new LinkedHashMap<>();
		if (field != null) {
			told.put("field", field);
		}
		told.put("message", message);
		return told;
	}

	/**
	 * The message, unless it repeats the value, of which not all may be readable: that of
	 * a constraint on the class is the whole entity.
	 */
	private static String guarded(ConstraintViolation<?> violation) {
		String message = String.valueOf(violation.getMessage());
		String value = String.valueOf(violation.getInvalidValue());
		return (violation.getInvalidValue() != null && !value.isEmpty() && message.contains(value)) ? NOT_VALID
				: message;
	}

	/**
	 * The property of the entity itself that a path begins with, or {@literal null} if it
	 * is about the entity as a whole.
	 */
	private static @Nullable String property(Path path) {
		for (Path.Node node : path) {
			return (node.getKind() == ElementKind.PROPERTY) ? node.getName() : null;
		}
		return null;
	}

	private static boolean isNested(Path path) {
		int properties = 0;
		for (Path.Node node : path) {
			properties += (node.getKind() == ElementKind.PROPERTY) ? 1 : 0;
		}
		return properties > 1;
	}

}
