package io.offlinesync.stomp;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

/**
 * How a client acknowledges the messages of a subscription.
 */
enum AckMode {

	/**
	 * Not at all.
	 */
	AUTO,

	/**
	 * A message, and with it all before it.
	 */
	CLIENT,

	/**
	 * Each by itself.
	 */
	CLIENT_INDIVIDUAL;

	/**
	 * Read the mode that a SUBSCRIBE frame asks for.
	 * @param header the value of its ack header, or {@literal null} if it has none
	 * @return the mode
	 * @throws SyncException if there is no such mode
	 */
	static AckMode of(@Nullable String header) {
		if (header == null) {
			return AUTO;
		}
		return switch (header) {
			case "auto" -> AUTO;
			case "client" -> CLIENT;
			case "client-individual" -> CLIENT_INDIVIDUAL;
			default -> throw new SyncException(SyncErrorCode.INVALID_REQUEST,
					"The ack header is auto, client or client-individual");
		};
	}

}
