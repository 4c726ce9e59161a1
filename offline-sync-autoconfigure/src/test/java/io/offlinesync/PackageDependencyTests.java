package io.offlinesync;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The arrows between the packages, and what Spring Boot asks of auto-configurations.
 */
class PackageDependencyTests {

	private static final String ROOT = "io.offlinesync";

	/**
	 * Each knows the ones before it only.
	 */
	private static final List<String> PACKAGES = List.of(ROOT, ROOT + ".reconcile", ROOT + ".observation",
			ROOT + ".jdbc", ROOT + ".feed", ROOT + ".stomp", ROOT + ".inspector", ROOT + ".actuate",
			ROOT + ".autoconfigure");

	private static final String RECONCILE = PACKAGES.get(1);

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT)
		// A module of its own, for tests.
		.that(not(resideInAPackage(ROOT + ".test")));

	@Test
	void everyClassIsInAPackageThatTheArrowsName() {
		assertThat(CLASSES).extracting(JavaClass::getPackageName).contains(ROOT).isSubsetOf(PACKAGES);
	}

	@ParameterizedTest
	@MethodSource("packages")
	void packagesKnowOnlyThoseAbove(String name) {
		String[] below = PACKAGES.subList(PACKAGES.indexOf(name) + 1, PACKAGES.size()).toArray(String[]::new);
		check(noClasses().that().resideInAPackage(name).should().dependOnClassesThat().resideInAnyPackage(below));
	}

	static List<String> packages() {
		return PACKAGES.subList(0, PACKAGES.size() - 1);
	}

	@Test
	void rulesKnowValuesAndTheJdkOnly() {
		check(classes().that()
			.resideInAPackage(RECONCILE)
			.should()
			.onlyDependOnClassesThat(resideInAnyPackage(ROOT, RECONCILE, "org.jspecify.annotations", "java.lang..",
					"java.util..", "java.time..", "java.math..", "java.text..", "java.nio.charset..")));
	}

	@Test
	void rulesReadNoClock() {
		check(noClasses().that()
			.resideInAPackage(RECONCILE)
			.should()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(Instant.class, "now")
			.orShould()
			.callMethod(UUID.class, "randomUUID")
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(Clock.class));
	}

	@Test
	void packagesAreNullMarked() {
		assertThat(CLASSES).extracting(JavaClass::getPackage)
			.allMatch((candidate) -> candidate.isAnnotatedWith(NullMarked.class), "is @NullMarked in its package-info");
	}

	@Test
	void autoConfigurationsArePublicAndFinal() {
		check(classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.andShould()
			.resideInAPackage(ROOT + ".autoconfigure"));
	}

	@Test
	void configurationsAreNotProxied() {
		check(classes().that()
			.areAnnotatedWith(Configuration.class)
			.should()
			.beAnnotatedWith(DescribedPredicate.describe("@Configuration(proxyBeanMethods = false)",
					(annotation) -> annotation.getRawType().isEquivalentTo(Configuration.class)
							&& annotation.get("proxyBeanMethods").filter(Boolean.FALSE::equals).isPresent())));
	}

	@Test
	void beanMethodsArePackagePrivate() {
		check(methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate());
	}

	@Test
	void postProcessorsAreDeclaredByStaticMethods() {
		check(methods().that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(assignableTo(BeanPostProcessor.class).or(assignableTo(BeanFactoryPostProcessor.class)))
			.should()
			.beStatic());
	}

	@Test
	void missingBeansAreNotNamedTwice() {
		check(methods().that().areAnnotatedWith(ConditionalOnMissingBean.class).should(nameNoTypeOfTheirOwn()));
	}

	@Test
	void noFieldIsInjected() {
		NO_CLASSES_SHOULD_USE_FIELD_INJECTION.allowEmptyShould(true).check(CLASSES);
	}

	@Test
	void logsGoToSlf4j() {
		check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
		NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
	}

	/**
	 * Packages and kinds of classes that are not there yet break no rule.
	 */
	private static void check(ArchRule rule) {
		rule.allowEmptyShould(true).check(CLASSES);
	}

	private static ArchCondition<JavaMethod> nameNoTypeOfTheirOwn() {
		return new ArchCondition<>("not repeat the type that they return") {

			@Override
			public void check(JavaMethod method, ConditionEvents events) {
				JavaType[] types = (JavaType[]) method.getAnnotationOfType(ConditionalOnMissingBean.class.getName())
					.get("value")
					.orElseThrow();
				if (types.length == 1 && types[0].toErasure().equals(method.getRawReturnType())) {
					events.add(SimpleConditionEvent.violated(method, method.getFullName() + " repeats its type"));
				}
			}

		};
	}

}
