package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Checks what clients want stored by Bean Validation, in an application that has it.
 */
final class EntityValidation {

	private static final boolean PRESENT = ClassUtils.isPresent("jakarta.validation.Validator",
			EntityValidation.class.getClassLoader());

	private final @Nullable BeanValidation validation;

	private EntityValidation(@Nullable BeanValidation validation) {
		this.validation = validation;
	}

	/**
	 * The validation of an application.
	 * @param beans where the validator is, if there is one
	 */
	static EntityValidation of(BeanFactory beans) {
		return new EntityValidation(PRESENT ? BeanValidation.of(beans) : null);
	}

	/**
	 * Check an entity.
	 * @param table its table
	 * @param entity the entity as it would be stored
	 * @throws SyncException with {@link SyncErrorCode#VALIDATION_FAILED} if it is not
	 * valid
	 */
	<T> void check(SyncedTableMapping<T> table, T entity) {
		if (this.validation != null) {
			this.validation.check(table, entity);
		}
	}

	/**
	 * What a client is told if the application's own code has found an entity invalid.
	 * @param error what it threw
	 * @return the answer, or {@literal null} if it is about something else
	 */
	static @Nullable SyncException translate(Throwable error) {
		return PRESENT ? BeanValidation.translate(error) : null;
	}

	/**
	 * Only loaded with Bean Validation.
	 */
	private record BeanValidation(Validator validator) {

		static @Nullable BeanValidation of(BeanFactory beans) {
			Validator validator = beans.getBeanProvider(Validator.class).getIfUnique();
			return (validator != null) ? new BeanValidation(validator) : null;
		}

		<T> void check(SyncedTableMapping<T> table, T entity) {
			Set<ConstraintViolation<T>> violations = this.validator.validate(entity);
			if (!violations.isEmpty()) {
				Map<String, String> names = new HashMap<>();
				table.model().fields().forEach((name, field) -> names.put(field.property().getName(), name));
				throw failed(violations, names, null);
			}
		}

		static @Nullable SyncException translate(Throwable error) {
			return (error instanceof ConstraintViolationException invalid)
					? failed(invalid.getConstraintViolations(), Map.of(), error) : null;
		}

		private static SyncException failed(@Nullable Set<? extends ConstraintViolation<?>> violations,
				Map<String, String> names, @Nullable Throwable cause) {
			List<Map<String, String>> fields = new ArrayList<>();
			for (ConstraintViolation<?> violation : (violations != null) ? violations
					: Set.<ConstraintViolation<?>>of()) {
				fields.add(Map.of("field", field(violation.getPropertyPath(), names), "message",
						String.valueOf(violation.getMessage())));
			}
			fields.sort((one, other) -> one.toString().compareTo(other.toString()));
			return new SyncException(SyncErrorCode.VALIDATION_FAILED, "The record is not valid",
					Map.of("fields", fields), cause);
		}

		/**
		 * The name in JSON, as far as it is known.
		 */
		private static String field(Path path, Map<String, String> names) {
			String text = path.toString();
			int end = text.indexOf('.');
			String first = (end < 0) ? text : text.substring(0, end);
			return names.getOrDefault(first, first) + ((end < 0) ? "" : text.substring(end));
		}

	}

}
