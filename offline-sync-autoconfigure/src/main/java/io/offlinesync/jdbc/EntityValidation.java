package io.offlinesync.jdbc;

import java.util.Set;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
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
	 * @throws AmbiguousValidatorException if there are several, and it is not clear which
	 * is meant
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
	 * What a client is told if the application's own code has found something invalid.
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

		/** What Spring Boot calls its own. */
		private static final String DEFAULT = "defaultValidator";

		static @Nullable BeanValidation of(BeanFactory beans) {
			try {
				Validator validator = beans.getBeanProvider(Validator.class).getIfAvailable();
				return (validator != null) ? new BeanValidation(validator) : null;
			}
			catch (NoUniqueBeanDefinitionException ex) {
				if (beans.containsBean(DEFAULT) && beans.isTypeMatch(DEFAULT, Validator.class)) {
					return new BeanValidation(beans.getBean(DEFAULT, Validator.class));
				}
				throw new AmbiguousValidatorException(
						(ex.getBeanNamesFound() != null) ? ex.getBeanNamesFound() : Set.of());
			}
		}

		<T> void check(SyncedTableMapping<T> table, T entity) {
			var violations = this.validator.validate(entity);
			if (!violations.isEmpty()) {
				throw Violations.failed(violations, table.model(), null);
			}
		}

		static @Nullable SyncException translate(Throwable error) {
			return (error instanceof ConstraintViolationException invalid)
					? Violations.failed(invalid.getConstraintViolations(), null, error) : null;
		}

	}

}
