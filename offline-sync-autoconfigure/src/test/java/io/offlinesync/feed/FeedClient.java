package io.offlinesync.feed;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.test.StreamPage;
import io.offlinesync.testsupport.User;
import io.offlinesync.testsupport.stream.StreamModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that follows a stream without a wire. It asks for a page when the test does.
 */
final class FeedClient implements StreamListener, AutoCloseable {

	private static final long PATIENCE_MILLIS = 20_000;

	private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

	private final StreamModel model;

	private final ChangeStream stream;

	private boolean asked;

	private FeedClient(ChangeFeed feed, StreamModel model, @Nullable String cursor, String principal) {
		this.model = model;
		List<StreamRequest.Scope> scopes = JsonMapper.shared()
			.readTree(model.scopes())
			.valueStream()
			.map((scope) -> new StreamRequest.Scope(scope.get("table").stringValue(), where(scope)))
			.toList();
		this.stream = feed.open(new StreamRequest(User.of(principal), scopes, cursor), this);
	}

	private static Where where(JsonNode scope) {
		return Where.parse(scope.get("where"));
	}

	/** Subscribe where the model stopped. */
	static FeedClient open(ChangeFeed feed, StreamModel model) {
		return open(feed, model, "ana");
	}

	static FeedClient open(ChangeFeed feed, StreamModel model, String principal) {
		return open(feed, model, model.cursor(), principal);
	}

	/** Subscribe with any cursor. */
	static FeedClient open(ChangeFeed feed, StreamModel model, @Nullable String cursor, String principal) {
		return new FeedClient(feed, model, cursor, principal);
	}

	StreamModel model() {
		return this.model;
	}

	/** Apply the next page, if one comes in time. */
	@Nullable StreamPage poll(long millis) {
		if (!this.asked) {
			this.asked = true;
			this.stream.request();
		}
		try {
			Object next = this.told.poll(millis, TimeUnit.MILLISECONDS);
			if (next instanceof SyncException failure) {
				throw new AssertionError("The stream has ended", failure);
			}
			if (next == null) {
				return null;
			}
			this.asked = false;
			return this.model.apply((String) next);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Apply the next page, which must come. */
	StreamPage next() {
		StreamPage page = poll(PATIENCE_MILLIS);
		if (page == null) {
			throw new AssertionError("No page");
		}
		return page;
	}

	/** Apply pages up to the next one that is complete. */
	StreamPage untilComplete() {
		StreamPage page = next();
		while (!page.complete()) {
			page = next();
		}
		return page;
	}

	/** Apply pages until a complete one has seen a transaction, by now or before. */
	void untilSeen(long xid) {
		while (!this.model.complete() || this.model.seen() == null || !this.model.seen().contains(xid)) {
			next();
		}
	}

	@Override
	public void page(String json) {
		this.told.add(json);
	}

	@Override
	public void failed(SyncException reason) {
		this.told.add(reason);
	}

	@Override
	public void close() {
		this.stream.close();
	}

}
