package io.offlinesync.autoconfigure;

import java.util.Comparator;
import java.util.List;

import io.offlinesync.SyncedRepository;
import io.offlinesync.SyncedTable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.persistence.autoconfigure.EntityScanner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.util.StringUtils;

/**
 * Registers a {@link SyncedRepository} for each synced entity, to be injected by its
 * generic type. A bean of the application's own comes first.
 */
final class SyncedRepositoryRegistrar implements BeanDefinitionRegistryPostProcessor {

	static final String SERVICE = "offlineSyncService";

	private static final String SUFFIX = "SyncedRepository";

	static final String ENTITIES = "offlineSyncEntities";

	private final ApplicationContext context;

	SyncedRepositoryRegistrar(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		List<Class<?>> entities = scan();
		RootBeanDefinition holder = new RootBeanDefinition(SyncedEntities.class);
		holder.getConstructorArgumentValues().addIndexedArgumentValue(0, entities);
		registry.registerBeanDefinition(ENTITIES, holder);
		for (Class<?> entity : entities) {
			registry.registerBeanDefinition(name(entity, registry), repository(entity));
		}
	}

	private List<Class<?>> scan() {
		try {
			return new EntityScanner(this.context).scan(SyncedTable.class)
				.stream()
				.sorted(Comparator.comparing(Class::getName))
				.toList();
		}
		catch (ClassNotFoundException ex) {
			throw new BeanCreationException("A synced entity cannot be loaded", ex);
		}
	}

	private static RootBeanDefinition repository(Class<?> entity) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(SyncedRepository.class, entity));
		definition.setFactoryBeanName(SERVICE);
		definition.setFactoryMethodName("repository");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, entity);
		definition.setFallback(true);
		return definition;
	}

	/**
	 * Entities of several packages may have the same simple name, and the application
	 * beans of any name.
	 */
	private static String name(Class<?> entity, BeanDefinitionRegistry registry) {
		String name = StringUtils.uncapitalize(entity.getSimpleName()) + SUFFIX;
		return registry.containsBeanDefinition(name) ? entity.getName() + SUFFIX : name;
	}

}
