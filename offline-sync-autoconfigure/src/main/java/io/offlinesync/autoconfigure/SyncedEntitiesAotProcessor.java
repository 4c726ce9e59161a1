package io.offlinesync.autoconfigure;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.data.util.TypeCollector;

/**
 * Tells a native image of the synced entities and what they are made of. Spring Data
 * tells of those that have a repository or a {@code @Table} of its own only.
 */
class SyncedEntitiesAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		if (bean.getBeanClass() != SyncedEntities.class) {
			return null;
		}
		Collection<Class<?>> types = bean.getBeanFactory().getBean(bean.getBeanName(), SyncedEntities.class).types();
		return (context, code) -> registerHints(context.getRuntimeHints(), types);
	}

	/**
	 * Constructors, fields and properties, for Spring Data's mapping and for Jackson; and
	 * all methods, since factory methods and withers are no properties.
	 */
	static void registerHints(RuntimeHints hints, Collection<Class<?>> entities) {
		for (Class<?> type : TypeCollector.inspect(entities).list()) {
			new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), type);
			hints.reflection().registerType(type, MemberCategory.INVOKE_DECLARED_METHODS);
		}
	}

}
