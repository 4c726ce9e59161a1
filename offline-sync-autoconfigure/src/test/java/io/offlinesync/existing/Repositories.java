package io.offlinesync.existing;

import io.offlinesync.SyncedRepository;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Gets repositories as an application would have them injected.
 */
final class Repositories {

	private Repositories() {
	}

	static <T> SyncedRepository<T> of(BeanFactory beans, Class<T> type) {
		return beans
			.<SyncedRepository<T>>getBeanProvider(ResolvableType.forClassWithGenerics(SyncedRepository.class, type))
			.getObject();
	}

}
