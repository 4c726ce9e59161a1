package io.offlinesync.test;

import tools.jackson.databind.JsonNode;

/**
 * The server refused something, or the connection is gone. <pre>
 * assertThatExceptionOfType(SyncTestException.class)
 *     .isThrownBy(() -&gt; client.delete("todo_list", uid))
 *     .satisfies((refused) -&gt; assertThat(refused.code()).isEqualTo("forbidden"));
 * </pre>
 */
public class SyncTestException extends RuntimeException {

	/**
	 * The code where the server did not take the handshake: the message has its status.
	 */
	public static final String HANDSHAKE_REFUSED = "handshake-refused";

	/** The code where there is no connection, or none any more. */
	public static final String DISCONNECTED = "disconnected";

	/** The code where what arrives is not what the protocol says. */
	public static final String NOT_THE_PROTOCOL = "not-the-protocol";

	private final transient SyncTestError error;

	SyncTestException(SyncTestError error) {
		super(error.code() + ": " + error.message()
				+ (error.details().isEmpty() ? "" : ", details: " + error.details()));
		this.error = error;
	}

	/**
	 * What the server said.
	 * @return the error
	 */
	public SyncTestError error() {
		return this.error;
	}

	/**
	 * The protocol's code, such as {@code forbidden}, or one of the constants here.
	 * @return the code
	 */
	public String code() {
		return this.error.code();
	}

	/**
	 * What the code comes with, such as the {@code fields} of a failed validation.
	 * @return an object, which may be empty
	 */
	public JsonNode details() {
		return this.error.details();
	}

}
