package io.offlinesync.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;

/**
 * Warns of synced entities that nothing syncs. Early, since the application may fail to
 * start because of it.
 */
final class MissingBeansReporter implements BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(MissingBeansReporter.class);

	private static final String DATA_JDBC = "Spring Data JDBC is not configured. It takes a single data source, or a primary "
			+ "one, a transaction manager, and that spring.data.jdbc.repositories.enabled is not false";

	private static final Map<Class<?>, String> REQUIRED = new LinkedHashMap<>();

	static {
		REQUIRED.put(DataSource.class, "there is no data source. Set spring.datasource.url");
		REQUIRED.put(JdbcConverter.class, DATA_JDBC);
		REQUIRED.put(JdbcDialect.class, DATA_JDBC);
		REQUIRED.put(JsonMapper.class, "there is no JsonMapper. Add spring-boot-starter-jackson");
	}

	private final ApplicationContext context;

	MissingBeansReporter(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		List<Class<?>> entities = SyncedEntities.scan(this.context);
		if (entities.isEmpty()) {
			return;
		}
		REQUIRED.entrySet()
			.stream()
			.filter((required) -> beanFactory.getBeanNamesForType(required.getKey(), true, false).length == 0)
			.findFirst()
			.ifPresent((missing) -> logger
				.warn("Entities are marked @SyncedTable, but nothing is synced, and there is no SyncedRepository: "
						+ missing.getValue()
						+ " (or offline-sync.enabled=false, if that is what you want). The entities: "
						+ entities.stream().map(Class::getName).toList()));
	}

}
