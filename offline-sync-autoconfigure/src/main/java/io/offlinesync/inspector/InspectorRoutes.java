package io.offlinesync.inspector;

import java.util.List;

import io.offlinesync.feed.DefaultChangeFeed;
import io.offlinesync.jdbc.SyncService;
import io.offlinesync.jdbc.TableInfo;
import io.offlinesync.stomp.ClientSessions;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Serves the page, and what it shows, which it asks for once a second.
 */
public final class InspectorRoutes {

	private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");

	private static final MediaType STYLES = MediaType.parseMediaType("text/css;charset=UTF-8");

	private static final MediaType PAGE = MediaType.parseMediaType("text/html;charset=UTF-8");

	/** What the application does to its own JSON is not for the page to understand. */
	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final SyncService service;

	private final DefaultChangeFeed feed;

	private final ClientSessions sessions;

	private final RecentPushes pushes;

	/**
	 * Create the page.
	 * @param service the synced tables
	 * @param feed the feed of this node
	 * @param sessions the clients of this node
	 * @param pushes the last pushes
	 */
	public InspectorRoutes(SyncService service, DefaultChangeFeed feed, ClientSessions sessions, RecentPushes pushes) {
		this.service = service;
		this.feed = feed;
		this.sessions = sessions;
		this.pushes = pushes;
	}

	/**
	 * What serves the page.
	 * @param path where it is
	 * @return the routes
	 */
	public RouterFunction<ServerResponse> at(String path) {
		return RouterFunctions.route()
			.GET(path, (request) -> file("inspector.html", PAGE))
			.GET(path + "/inspector.js", (request) -> file("inspector.js", SCRIPT))
			.GET(path + "/inspector.css", (request) -> file("inspector.css", STYLES))
			.GET(path + "/state", (request) -> answer(MediaType.APPLICATION_JSON).body(JSON.writeValueAsBytes(state())))
			.build();
	}

	private InspectedNode state() {
		List<String> tables = this.service.tables().stream().map(TableInfo::name).toList();
		return InspectedNode.of(tables, this.sessions.list(), this.feed.status().tail(), this.pushes.list());
	}

	private static ServerResponse file(String name, MediaType type) {
		return answer(type).body(new ClassPathResource(name, InspectorRoutes.class));
	}

	private static ServerResponse.BodyBuilder answer(MediaType type) {
		return ServerResponse.ok()
			.contentType(type)
			.cacheControl(CacheControl.noStore())
			.header("Content-Security-Policy", "default-src 'self'; img-src data:; frame-ancestors 'none'")
			.header("X-Content-Type-Options", "nosniff");
	}

}
