package io.offlinesync.stomp;

/**
 * Where the messages of a stream go.
 *
 * @param destination the destination that the client subscribed to
 * @param subscription the subscription's id, given by the client
 * @param mode how the client acknowledges them
 */
record StreamAddress(String destination, String subscription, AckMode mode) {

	/**
	 * Make the frame of a message.
	 * @param id the message's id, by which it is acknowledged too
	 * @param json the body
	 * @return the frame
	 */
	String message(String id, String json) {
		return StompFrames.page(this.destination, this.subscription, id, this.mode != AckMode.AUTO, json);
	}

}
