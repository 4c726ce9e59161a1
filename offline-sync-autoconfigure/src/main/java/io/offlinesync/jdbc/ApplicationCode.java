package io.offlinesync.jdbc;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.RecordCreatedEvent;
import io.offlinesync.RecordDeletedEvent;
import io.offlinesync.RecordUpdatedEvent;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.data.mapping.callback.EntityCallback;
import org.springframework.data.relational.core.mapping.event.AfterDeleteCallback;
import org.springframework.data.relational.core.mapping.event.AfterSaveCallback;
import org.springframework.data.relational.core.mapping.event.BeforeConvertCallback;
import org.springframework.data.relational.core.mapping.event.BeforeDeleteCallback;
import org.springframework.data.relational.core.mapping.event.BeforeSaveCallback;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalApplicationListener;

/**
 * Code of the application that runs while an entity is written, and may read, write or
 * refuse what it likes: entity callbacks, and listeners to the library's events, but for
 * those that wait for the end of the transaction.
 */
final class ApplicationCode {

	private static final List<Class<?>> CALLBACKS = List.of(BeforeConvertCallback.class, BeforeSaveCallback.class,
			AfterSaveCallback.class, BeforeDeleteCallback.class, AfterDeleteCallback.class);

	private static final List<Class<?>> EVENTS = List.of(RecordCreatedEvent.class, RecordUpdatedEvent.class,
			RecordDeletedEvent.class);

	private final Set<Class<?>> calledBack = new HashSet<>();

	private final Map<Class<?>, List<ResolvableType>> heard = new HashMap<>();

	private final ApplicationEventPublisher events;

	/**
	 * Look for code of an application.
	 * @param types the synced entities
	 * @param beans where callbacks are
	 * @param events what listeners hear of
	 */
	ApplicationCode(Collection<? extends Class<?>> types, BeanFactory beans, ApplicationEventPublisher events) {
		types.forEach((type) -> {
			if (isCalledBack(beans, type)) {
				this.calledBack.add(type);
			}
			this.heard.put(type,
					EVENTS.stream()
						.map((event) -> ResolvableType.forClassWithGenerics(PayloadApplicationEvent.class,
								ResolvableType.forClassWithGenerics(event, type)))
						.toList());
		});
		this.events = events;
	}

	/**
	 * Whether there is such code for an entity.
	 */
	boolean takesPart(Class<?> type) {
		return isCalledBack(type) || isHeard(this.events, this.heard.getOrDefault(type, List.of()));
	}

	/**
	 * Whether there are callbacks for an entity.
	 */
	boolean isCalledBack(Class<?> type) {
		return this.calledBack.contains(type);
	}

	private static boolean isCalledBack(BeanFactory beans, Class<?> type) {
		if (!(beans instanceof ListableBeanFactory all)) {
			return true;
		}
		for (String name : all.getBeanNamesForType(EntityCallback.class)) {
			ResolvableType callback = type(all, name);
			Class<?> entity = callback.as(EntityCallback.class).getGeneric().resolve(Object.class);
			if (entity.isAssignableFrom(type) && !isSpringData(callback.toClass())
					&& CALLBACKS.stream().anyMatch((kind) -> kind.isAssignableFrom(callback.toClass()))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Its own callbacks audit, and draw ids from sequences.
	 */
	private static boolean isSpringData(Class<?> callback) {
		return !callback.isInterface() && callback.getName().startsWith("org.springframework.data.");
	}

	/**
	 * The type as it was declared: that of a lambda does not tell the entity.
	 */
	private static ResolvableType type(ListableBeanFactory beans, String name) {
		BeanFactory factory = (beans instanceof ApplicationContext context) ? context.getAutowireCapableBeanFactory()
				: beans;
		if (factory instanceof ConfigurableListableBeanFactory configurable
				&& configurable.containsBeanDefinition(name)) {
			ResolvableType declared = configurable.getMergedBeanDefinition(name).getResolvableType();
			if (declared != ResolvableType.NONE) {
				return declared;
			}
		}
		return ResolvableType.forClass(beans.getType(name));
	}

	private static boolean isHeard(ApplicationEventPublisher events, List<ResolvableType> types) {
		if (!(events instanceof AbstractApplicationContext context)) {
			return true;
		}
		for (ApplicationListener<?> listener : context.getApplicationListeners()) {
			boolean waits = listener instanceof TransactionalApplicationListener<?> transactional
					&& transactional.getTransactionPhase() != TransactionPhase.BEFORE_COMMIT;
			GenericApplicationListener typed = (listener instanceof GenericApplicationListener generic) ? generic
					: new GenericApplicationListenerAdapter(listener);
			if (!waits && types.stream().anyMatch(typed::supportsEventType)) {
				return true;
			}
		}
		return context.getParent() != null && isHeard(context.getParent(), types);
	}

}
