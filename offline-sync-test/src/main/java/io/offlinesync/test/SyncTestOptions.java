package io.offlinesync.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * How a test client connects, and how long it waits.
 */
public final class SyncTestOptions {

	final Map<String, String> headers = new LinkedHashMap<>();

	final Map<String, String> connectHeaders = new LinkedHashMap<>();

	String endpoint = "/offline-sync";

	String prefix = "/app/sync";

	String clientId = UUID.randomUUID().toString();

	Duration timeout = Duration.ofSeconds(10);

	SyncTestOptions() {
	}

	/**
	 * Sign in with HTTP basic authentication.
	 * @param user the user
	 * @param password the password
	 * @return this
	 */
	public SyncTestOptions basic(String user, String password) {
		byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
		return header("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
	}

	/**
	 * Show a token, in the handshake.
	 * @param token the token
	 * @return this
	 */
	public SyncTestOptions bearer(String token) {
		return header("Authorization", "Bearer " + token);
	}

	/**
	 * Send a header with the handshake, such as {@code Cookie}.
	 * @param name the name
	 * @param value the value
	 * @return this
	 */
	public SyncTestOptions header(String name, String value) {
		this.headers.put(name, value);
		return this;
	}

	/**
	 * Send a header with the CONNECT frame, where a {@code SyncAuthenticator} finds it.
	 * @param name the name
	 * @param value the value
	 * @return this
	 */
	public SyncTestOptions connectHeader(String name, String value) {
		this.connectHeaders.put(name, value);
		return this;
	}

	/**
	 * Connect to another endpoint: {@code offline-sync.stomp.endpoint}.
	 * @param endpoint the path, {@code /offline-sync} by default
	 * @return this
	 */
	public SyncTestOptions endpoint(String endpoint) {
		this.endpoint = endpoint;
		return this;
	}

	/**
	 * Use other destinations: {@code offline-sync.stomp.prefix}.
	 * @param prefix what destinations start with, {@code /app/sync} by default
	 * @return this
	 */
	public SyncTestOptions prefix(String prefix) {
		this.prefix = prefix;
		return this;
	}

	/**
	 * Be a certain client, to whom pushes are remembered.
	 * @param clientId the id, a random one by default
	 * @return this
	 */
	public SyncTestOptions clientId(String clientId) {
		this.clientId = clientId;
		return this;
	}

	/**
	 * Wait for a longer or shorter time.
	 * @param timeout the time, ten seconds by default
	 * @return this
	 */
	public SyncTestOptions timeout(Duration timeout) {
		this.timeout = timeout;
		return this;
	}

}
