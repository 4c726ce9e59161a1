package io.offlinesync.existing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import io.offlinesync.existing.domain.ExistingApplication;
import io.offlinesync.existing.domain.Task;
import io.offlinesync.existing.domain.TaskRepository;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestException;
import io.offlinesync.test.SyncTestRecord;
import io.offlinesync.test.SyncTestStream;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.stereotype.Controller;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import static io.offlinesync.test.StreamScope.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application with a database, migrations, repositories, a web page, messaging and
 * security, to which the library is added.
 */
class WholeApplicationIntegrationTests {

	/**
	 * What beans of ours are besides what we say they are: things that the container
	 * calls back, the one that Spring MVC has to find, and those that Actuator collects.
	 */
	private static final Set<String> KNOWN = Set.of("io.micrometer.core.instrument.binder.MeterBinder",
			"org.springframework.boot.health.contributor.AbstractHealthIndicator",
			"org.springframework.boot.health.contributor.HealthIndicator",
			"org.springframework.beans.factory.BeanNameAware", "org.springframework.beans.factory.DisposableBean",
			"org.springframework.beans.factory.InitializingBean",
			"org.springframework.beans.factory.SmartInitializingSingleton",
			"org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor",
			"org.springframework.context.ApplicationContextAware", "org.springframework.context.SmartLifecycle",
			"org.springframework.context.support.ApplicationObjectSupport", "org.springframework.core.Ordered",
			"org.springframework.web.context.ServletContextAware",
			"org.springframework.web.context.support.WebApplicationObjectSupport",
			"org.springframework.web.servlet.HandlerMapping",
			"org.springframework.web.servlet.handler.AbstractHandlerMapping",
			"org.springframework.web.servlet.handler.AbstractUrlHandlerMapping",
			"org.springframework.web.servlet.handler.MatchableHandlerMapping",
			"org.springframework.web.servlet.handler.SimpleUrlHandlerMapping",
			"org.springframework.web.socket.server.support.WebSocketHandlerMapping");

	private static final String[] WITHOUT = { "offline-sync.enabled=false" };

	private final TestDatabase database = TestDatabase.create();

	private ConfigurableApplicationContext start(String... properties) {
		return ExistingApplication.builder(ExistingApplication.FLYWAY)
			.sources(Messaging.class, Tasks.class)
			.web(WebApplicationType.SERVLET)
			.properties(this.database.properties())
			.properties("server.port=0", "spring.security.user.name=ann", "spring.security.user.password=secret",
					"spring.flyway.baseline-on-migrate=true", "spring.flyway.baseline-version=0")
			.properties(properties)
			.run();
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "true" })
	void everythingWorksAsBeforeAndIsSynced(String lazy) throws Exception {
		this.database.jdbc().execute("create table legacy as select 'kept' as text");
		UUID before;
		try (ConfigurableApplicationContext context = start(WITHOUT)) {
			before = Objects.requireNonNull(context.getBean(TaskRepository.class).save(new Task(null, "before")).uid());
			assertWorksAsBefore(context);
		}
		try (ConfigurableApplicationContext context = start("spring.main.lazy-initialization=" + lazy)) {
			assertWorksAsBefore(context);
			assertIsSynced(context, before);
			assertWorksAsBefore(context);
		}
		assertThat(this.database.jdbc().queryForObject("select text from legacy", String.class)).isEqualTo("kept");
		try (ConfigurableApplicationContext context = start(WITHOUT)) {
			assertWorksAsBefore(context);
		}
	}

	private static void assertWorksAsBefore(ConfigurableApplicationContext context) throws Exception {
		assertThat(get(context, "/tasks/before", true)).isEqualTo("200 1");
		assertThat(get(context, "/tasks/before", false)).isEqualTo("401 ");
		assertThat(get(context, "/offline-sync", true)).doesNotStartWith("200");
		try (Conversation ann = Conversation.start(port(context), "/ws", basic());
				Conversation other = Conversation.start(port(context), "/ws", basic())) {
			other.listen("/topic/chat");
			ann.listen("/topic/chat");
			// To be sure that the subscriptions are there.
			ann.listen("/app/ready");
			other.listen("/app/ready");
			ann.hear("/app/ready");
			other.hear("/app/ready");
			ann.send("/app/chat", "hi");
			assertThat(other.hear("/topic/chat")).isEqualTo("ann: hi");
			assertThat(ann.hear("/topic/chat")).isEqualTo("ann: hi");
		}
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> Conversation.start(port(context), "/ws", new WebSocketHttpHeaders()));
	}

	private static void assertIsSynced(ConfigurableApplicationContext context, UUID before) throws Exception {
		TaskRepository own = context.getBean(TaskRepository.class);
		String url = "http://localhost:" + port(context);
		assertThatExceptionOfType(SyncTestException.class).isThrownBy(() -> SyncTestClient.connect(url))
			.withMessageContaining("401")
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(SyncTestException.HANDSHAKE_REFUSED));
		try (SyncTestClient client = SyncTestClient.connect(url, (options) -> options.basic("ann", "secret"))) {
			assertThat(client.hello().get("tables").toString()).contains("\"task\"", "\"project\"");
			SyncTestStream tasks = client.follow(scope("task")).awaitComplete();
			// A row without metadata is older than everything.
			JsonNode found = client.request("task/find-unique", "{\"where\":{\"uid\":\"" + before + "\"}}");
			assertThat(found.get("value").get("title").stringValue()).isEqualTo("before");
			assertThat(found.get("metadata").toString())
				.isEqualTo("{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null}");
			assertThat(client.reconcile("task", Map.of(), List.of()).addClient()).hasSize(1);
			assertThat(client.update("task", before, Map.of("done", true), Instant.parse("1999-01-01T00:00:00Z"))
				.isApplied()).isTrue();
			assertThat(own.findById(before)).contains(new Task(before, null, "before", true));

			// What the application writes by itself is seen.
			UUID later = Objects.requireNonNull(own.save(new Task(null, "later")).uid());
			assertThat(tasks.awaitRecord("task", later).get("title")).isEqualTo("later");
			assertThat(client.findUnique("task", Map.of("uid", later)).orElseThrow().get("title")).isEqualTo("later");
			own.save(new Task(later, "changed"));
			SyncTestRecord unstamped = new SyncTestRecord(later.toString(), null, null, null, null);
			assertThat(client.reconcile("task", Map.of("title", "changed"), List.of(unstamped)).updateClient())
				.singleElement()
				.satisfies((record) -> assertThat(record.get("title")).isEqualTo("changed"));
			Instant old = Instant.parse("2001-01-01T00:00:00Z");
			client.update("task", later, Map.of("done", true), old);
			own.deleteById(later);
			assertThat(client.findUnique("task", Map.of("uid", later))).isEmpty();
			SyncTestRecord stale = new SyncTestRecord(later.toString(), null, null, old, null);
			assertThat(client.reconcile("task", Map.of(), List.of(stale)).deleteClient()).hasSize(1);
			assertThat(tasks.awaitGone("task", later).records("task")).containsOnlyKeys(before.toString());
		}
		assertHearEachOtherNot(context);
	}

	/**
	 * The application's own broker and the private endpoint.
	 */
	private static void assertHearEachOtherNot(ConfigurableApplicationContext context) throws Exception {
		try (Conversation client = Conversation.start(port(context), "/offline-sync", basic());
				Conversation ann = Conversation.start(port(context), "/ws", basic())) {
			assertThat(client.ask("hello", "{}").get("tables").toString()).contains("\"task\"", "\"project\"");
			ann.listen("/topic/chat");
			ann.listen("/app/sync/replies");
			ann.send("/app/sync/hello", "{}");
			client.send("/app/chat", "on the wrong endpoint");
			ann.send("/app/chat", "right");
			assertThat(ann.hear("/topic/chat")).isEqualTo("ann: right");
			assertThat(ann.heardNothing("/app/sync/replies")).isTrue();
		}
	}

	@Test
	void noBeanOfOursIsFoundOrReplacesOne() {
		Map<String, Class<?>> before;
		try (ConfigurableApplicationContext context = start(WITHOUT)) {
			before = beans(context);
		}
		Map<String, Class<?>> after;
		try (ConfigurableApplicationContext context = start()) {
			after = beans(context);
		}
		assertThat(after).containsAllEntriesOf(before);
		after.keySet().removeAll(before.keySet());
		Set<String> types = new TreeSet<>();
		after.values().forEach((bean) -> allTypes(bean).stream().map(Class::getName).forEach(types::add));
		types.removeIf((type) -> type.startsWith("io.offlinesync.") || type.startsWith("java.lang."));
		assertThat(KNOWN).containsAll(types);
	}

	private static Map<String, Class<?>> beans(ConfigurableApplicationContext context) {
		Map<String, Class<?>> beans = new LinkedHashMap<>();
		for (String name : context.getBeanFactory().getSingletonNames()) {
			Object bean = context.getBeanFactory().getSingleton(name);
			if (bean != null && context.containsBeanDefinition(name)) {
				beans.put(name, ClassUtils.getUserClass(bean));
			}
		}
		return beans;
	}

	private static List<Class<?>> allTypes(Class<?> type) {
		List<Class<?>> types = new ArrayList<>(ClassUtils.getAllInterfacesForClassAsSet(type));
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			types.add(each);
		}
		return types;
	}

	private static int port(ConfigurableApplicationContext context) {
		return Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer()).getPort();
	}

	private static WebSocketHttpHeaders basic() {
		HttpHeaders headers = new HttpHeaders();
		headers.setBasicAuth("ann", "secret");
		return new WebSocketHttpHeaders(headers);
	}

	private static String get(ConfigurableApplicationContext context, String path, boolean signedIn) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port(context) + path));
		if (signedIn) {
			request.header(HttpHeaders.AUTHORIZATION,
					Objects.requireNonNull(basic().getFirst(HttpHeaders.AUTHORIZATION)));
		}
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(request.build(), HttpResponse.BodyHandlers.ofString());
		return response.statusCode() + " " + ((response.statusCode() == 200) ? response.body() : "");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	@EnableScheduling
	@EnableAsync
	static class Messaging implements WebSocketMessageBrokerConfigurer {

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
			registry.setApplicationDestinationPrefixes("/app");
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/ws");
		}

		@Bean
		Chat chat() {
			return new Chat();
		}

	}

	@Controller
	static class Chat {

		@MessageMapping("/chat")
		@SendTo("/topic/chat")
		String chat(String text, Principal principal) {
			return principal.getName() + ": " + text;
		}

		@SubscribeMapping("/ready")
		String ready() {
			return "ready";
		}

	}

	@Controller
	static class Tasks {

		private final TaskRepository tasks;

		Tasks(TaskRepository tasks) {
			this.tasks = tasks;
		}

		@GetMapping("/tasks/{title}")
		@ResponseBody
		int count(@PathVariable String title) {
			return this.tasks.findByTitle(title).size();
		}

	}

}
