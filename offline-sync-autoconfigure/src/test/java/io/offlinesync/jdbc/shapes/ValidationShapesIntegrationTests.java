package io.offlinesync.jdbc.shapes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncedTable;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.testsupport.TestDatabase;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Payload;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Embedded.OnEmpty;
import org.springframework.data.relational.core.mapping.event.BeforeConvertCallback;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static io.offlinesync.jdbc.shapes.RunningShapes.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What clients are told by Bean Validation.
 */
@ExtendWith(OutputCaptureExtension.class)
class ValidationShapesIntegrationTests {

	private static TestDatabase database;

	private static RunningShapes shapes;

	private final UUID uid = UUID.randomUUID();

	@BeforeAll
	static void start() {
		database = TestDatabase.create();
		database.jdbc().execute("""
				create table person (uid uuid primary key, full_name text, secret text, password text, low int not null,
				  high int not null, tags text[], city text, code text);
				create table checked (uid uuid primary key, title text);
				""");
		shapes = ShapesApplication.on(database)
			.entities(Person.class, Checked.class)
			.configured(OwnCheck.class)
			.start();
	}

	@AfterAll
	static void stop() {
		shapes.close();
	}

	@Test
	void namesFieldsAsTheyAreInJson() {
		assertThat(refused("{'name':'','high':1}")).containsExactly(told("name", "must not be blank"));
		assertThat(refused("{'name':'a','high':1,'tags':['ok','']}"))
			.containsExactly(told("tags", "must not be blank"));
		assertThat(refused("{'name':'a','high':1,'address':{'city':'','code':'1234'}}"))
			.containsExactly(told("address", "must not be blank"));
	}

	@Test
	void tellsOfAllFieldsAtOnce() {
		assertThat(refused("{'name':'','high':1,'tags':['']}")).containsExactly(told("name", "must not be blank"),
				told("tags", "must not be blank"));
	}

	@Test
	void tellsOfTheWholeRecordWithoutAField() {
		assertThat(refused("{'name':'a','low':2,'high':1}")).containsExactly(told(null, "low must not be above high"));
	}

	@Test
	void repeatsNoWholeRecord() {
		assertThat(shapes.create("person", this.uid, "{'name':'a','high':1}", 1)).isNotNull();
		shapes.jdbc().update("update person set secret = 'sesame' where uid = ?", this.uid);
		assertThat(failure(() -> shapes.update("person", this.uid, "{'name':'whole'}", 4_000_000)))
			.containsExactly(told(null, "is not valid"));
	}

	@Test
	void tellsNeitherNamesNorValuesOfWhatClientsDoNotSee() {
		assertThat(shapes.create("person", this.uid, "{'name':'a','high':1}", 1)).isNotNull();
		shapes.jdbc().update("update person set secret = 'bad-secret', password = 'bad-word' where uid = ?", this.uid);
		List<Map<String, String>> fields = failure(() -> shapes.update("person", this.uid, "{'name':'b'}", 4_000_000));
		assertThat(fields).containsExactlyInAnyOrder(told(null, "is not valid"), told("password", "is not valid"));
	}

	@Test
	void saysWhatIsWrongWithWhatClientsMaySetAndNotSee() {
		assertThat(refused("{'name':'a','high':1,'password':'abc'}"))
			.containsExactly(told("password", "size must be between 4 and 20"));
	}

	@Test
	void storesNothingOfARefusedTransaction() {
		UUID other = UUID.randomUUID();
		TransactionResult result = shapes.push(
				RunningShapes.mutation("person", Operation.CREATE, other, "{'name':'a','high':1}", null, 1),
				RunningShapes.mutation("person", Operation.CREATE, this.uid, "{'name':'','high':1}", null, 1));
		assertThat(result.outcome()).isEqualTo(TransactionResult.Outcome.REJECTED);
		assertThat(Objects.requireNonNull(result.error()).code()).isEqualTo(SyncErrorCode.VALIDATION_FAILED);
		assertThat(result.mutation()).isEqualTo(1);
		assertThat(shapes.find("person", "{'uid':{'in':['" + other + "','" + this.uid + "']}}")).isEmpty();
	}

	@Test
	void doesNotCheckTheApplicationsOwnCode() {
		shapes.repository(Checked.class).create(this.uid, new Checked(this.uid, ""), at(1));
		assertThat(shapes.find("checked", "{'uid':'" + this.uid + "'}")).hasSize(1);
	}

	@Test
	void tellsOfWhatTheApplicationHasFoundInvalidItself() {
		assertThat(failure(() -> shapes.create("checked", this.uid, "{'title':'own'}", 1)))
			.containsExactly(told(null, "is not valid"), told(null, "size must be between 2 and 3"));
	}

	@Test
	void takesThePrimaryValidatorOrTheDefaultOne() {
		for (Class<?> validators : List.of(PrimaryValidator.class, NamedValidators.class)) {
			try (RunningShapes several = ShapesApplication.on(database)
				.entities(Checked.class)
				.configured(validators)
				.start()) {
				UUID id = UUID.randomUUID();
				assertThat(failure(() -> several.create("checked", id, "{'title':''}", 1)))
					.containsExactly(told("title", "must not be blank"));
			}
		}
	}

	@Test
	void doesNotStartIfItIsNotClearWhichValidatorIsMeant(CapturedOutput output) {
		assertThatException().isThrownBy(() -> ShapesApplication.on(database)
			.entities(Checked.class)
			.configured(AmbiguousValidators.class)
			.context());
		assertThat(output).contains("There are several validators")
			.contains("one")
			.contains("another")
			.contains("Make the one that is to check it @Primary, or name it defaultValidator.");
	}

	private List<Map<String, String>> refused(String data) {
		List<Map<String, String>> fields = failure(() -> shapes.create("person", this.uid, data, 1));
		assertThat(shapes.find("person", "{'uid':'" + this.uid + "'}")).isEmpty();
		return fields;
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, String>> failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
		SyncException error = catchThrowableOfType(SyncException.class, work);
		assertThat(error).isNotNull();
		assertThat(error.code()).as(error.getMessage()).isEqualTo(SyncErrorCode.VALIDATION_FAILED);
		return (List<Map<String, String>>) Objects.requireNonNull(error.details().get("fields"));
	}

	private static Map<String, String> told(@Nullable String field, String message) {
		return (field != null) ? Map.of("field", field, "message", message) : Map.of("message", message);
	}

	record Address(@NotBlank @Nullable String city, @JsonIgnore @Nullable String code) {

	}

	/**
	 * A constraint on a class.
	 */
	@Constraint(validatedBy = NotWholeValidator.class)
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@interface NotWhole {

		String message() default "${validatedValue} is bad";

		Class<?>[] groups() default {};

		Class<? extends Payload>[] payload() default {};

	}

	public static class NotWholeValidator implements ConstraintValidator<NotWhole, Person> {

		@Override
		public boolean isValid(Person person, ConstraintValidatorContext context) {
			return !person.fullName().equals("whole");
		}

	}

	@SyncedTable
	@NotWhole
	record Person(@Id UUID uid, @NotBlank @JsonProperty("name") String fullName,
			@JsonIgnore @Pattern(regexp = "(?!bad).*",
					message = "'${validatedValue}' is no secret") @Nullable String secret,
			@JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Size(min = 4, max = 20) @Pattern(
					regexp = "(?!bad).*", message = "'${validatedValue}' is no password") @Nullable String password,
			int low, int high, @Nullable List<@NotBlank String> tags,
			@Valid @Embedded(onEmpty = OnEmpty.USE_NULL) @Nullable Address address) {

		@AssertTrue(message = "low must not be above high")
		@JsonIgnore
		boolean isRange() {
			return this.low <= this.high;
		}

	}

	@SyncedTable
	record Checked(@Id UUID uid, @NotBlank @Nullable String title) {

	}

	record Inner(@Size(min = 2, max = 3) String hidden, @Size(min = 20, message = "${validatedValue}") String value) {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCheck {

		@Bean
		BeforeConvertCallback<Checked> check(Validator validator) {
			return (checked) -> {
				if ("own".equals(checked.title())) {
					throw new ConstraintViolationException(
							new java.util.HashSet<>(validator.validate(new Inner("x", "a value"))));
				}
				return checked;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryValidator {

		@Bean
		@Primary
		LocalValidatorFactoryBean one() {
			return new LocalValidatorFactoryBean();
		}

		@Bean
		LocalValidatorFactoryBean another() {
			return new LocalValidatorFactoryBean();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedValidators {

		@Bean
		Validator defaultValidator() {
			return Validation.buildDefaultValidatorFactory().getValidator();
		}

		@Bean
		Validator another() {
			return Validation.buildDefaultValidatorFactory().getValidator();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AmbiguousValidators {

		@Bean
		Validator one() {
			return Validation.buildDefaultValidatorFactory().getValidator();
		}

		@Bean
		Validator another() {
			return Validation.buildDefaultValidatorFactory().getValidator();
		}

	}

}
