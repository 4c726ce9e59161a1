package io.offlinesync.autoconfigure;

import java.util.List;

import io.offlinesync.SyncedRepository;
import io.offlinesync.jdbc.JdbcSyncService;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Registers a {@link SyncedRepository} for each synced entity, to be injected by its
 * generic type. A bean of the application's own comes first.
 */
final class SyncedRepositoryRegistrar implements BeanDefinitionRegistryPostProcessor {

	private static final Log logger = LogFactory.getLog(SyncedRepositoryRegistrar.class);

	static final String SERVICE = "offlineSyncService";

	static final String ENTITIES = "offlineSyncEntities";

	private final ApplicationContext context;

	SyncedRepositoryRegistrar(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (registry.containsBeanDefinition(ENTITIES)) {
			// The application was processed ahead of time.
			return;
		}
		List<Class<?>> entities = SyncedEntities.scan(this.context);
		if (entities.isEmpty()) {
			logger.warn("No entity is marked @SyncedTable. They are looked for where Spring Boot looks for entities: "
					+ "in the packages of @EntityScan, or below that of the application.");
		}
		RootBeanDefinition holder = new RootBeanDefinition(SyncedEntities.class);
		holder.getConstructorArgumentValues().addIndexedArgumentValue(0, entities);
		registry.registerBeanDefinition(ENTITIES, holder);
		String service = service();
		for (Class<?> entity : entities) {
			registry.registerBeanDefinition(name(entity), repository(service, entity));
		}
	}

	/**
	 * The application may have a service of its own, under another name.
	 */
	private String service() {
		String[] names = this.context.getBeanNamesForType(JdbcSyncService.class, true, false);
		return (names.length == 1) ? names[0] : SERVICE;
	}

	private static RootBeanDefinition repository(String service, Class<?> entity) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(SyncedRepository.class, entity));
		definition.setFactoryBeanName(service);
		definition.setFactoryMethodName("repository");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, entity);
		definition.setFallback(true);
		return definition;
	}

	/**
	 * A name that no bean of the application's has by chance, and no other entity of the
	 * same simple name.
	 */
	private static String name(Class<?> entity) {
		return SyncedRepository.class.getName() + "#" + entity.getName();
	}

}
