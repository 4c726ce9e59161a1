package io.offlinesync.stomp;

import io.offlinesync.SyncException;

import org.springframework.web.socket.CloseStatus;

/**
 * How a connection is closed.
 */
final class CloseCodes {

	/**
	 * The client has to sign in again.
	 */
	static final CloseStatus SIGN_IN = new CloseStatus(4401, "Sign in");

	/**
	 * The client did not send a CONNECT frame in time.
	 */
	static final CloseStatus NO_CONNECT = new CloseStatus(4408, "No CONNECT in time");

	private CloseCodes() {
	}

	/**
	 * How to close a connection after an ERROR frame.
	 * @param reason what the frame says
	 * @return the status
	 */
	static CloseStatus of(SyncException reason) {
		return switch (reason.code()) {
			case TOO_LARGE -> CloseStatus.TOO_BIG_TO_PROCESS;
			case UNAVAILABLE -> CloseStatus.SERVICE_OVERLOAD;
			case INTERNAL_ERROR -> CloseStatus.SERVER_ERROR;
			default -> CloseStatus.PROTOCOL_ERROR;
		};
	}

}
