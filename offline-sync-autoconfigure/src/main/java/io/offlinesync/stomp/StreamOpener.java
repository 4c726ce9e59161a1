package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.feed.ChangeFeed;
import io.offlinesync.feed.ChangeStream;
import io.offlinesync.feed.StreamListener;
import io.offlinesync.feed.StreamRequest;
import io.offlinesync.feed.StreamRequest.Scope;
import io.offlinesync.observation.SyncObservations;

import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

/**
 * Opens the streams that SUBSCRIBE frames ask for.
 */
class StreamOpener {

	private static final String SCOPES = "scopes";

	private static final String CURSOR = "cursor";

	private final ChangeFeed feed;

	private final WireJson json;

	private final int maxScopes;

	private final SyncObservations observations;

	StreamOpener(ChangeFeed feed, StompProperties properties, SyncObservations observations) {
		this.observations = observations;
		this.feed = feed;
		this.json = new WireJson(properties);
		this.maxScopes = properties.maxScopes();
	}

	/**
	 * What makes observations of streams.
	 */
	SyncObservations observations() {
		return this.observations;
	}

	/**
	 * Open a stream.
	 * @param subscribe the headers of the SUBSCRIBE frame
	 * @param listener takes what the stream has to say
	 * @return the stream
	 * @throws SyncException if the headers ask for something impossible
	 */
	ChangeStream open(StompHeaderAccessor subscribe, StreamListener listener) {
		List<Scope> scopes = scopes(this.json.readHeader(SCOPES, subscribe.getFirstNativeHeader(SCOPES)));
		return this.feed.open(new StreamRequest(Authentication.known(subscribe.getUser()), scopes,
				subscribe.getFirstNativeHeader(CURSOR)), listener);
	}

	private List<Scope> scopes(JsonBody body) {
		List<JsonBody> elements = body.list(SCOPES);
		if (elements.isEmpty()) {
			throw body.complaint(SCOPES, "at least one is wanted");
		}
		if (elements.size() > this.maxScopes) {
			throw new SyncException(SyncErrorCode.TOO_LARGE, "A stream has at most " + this.maxScopes + " scopes");
		}
		List<Scope> scopes = new ArrayList<>(elements.size());
		for (JsonBody element : elements) {
			element.only("table", "where");
			scopes.add(new Scope(element.text("table"), element.where("where")));
		}
		return scopes;
	}

}
