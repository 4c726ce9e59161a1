package io.offlinesync.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.offlinesync.test.StreamChange.Key;
import org.jspecify.annotations.Nullable;

/**
 * What a client follows, and its copy of it, which is kept up to date in the background:
 * each page is applied and acknowledged as it arrives. The copy stays when the client
 * goes offline, and goes on from its cursor when the client is back. <pre>
 * SyncTestStream todos = client.follow(scope("todo", Map.of("listUid", list))).awaitComplete();
 * jdbc.update("update todo set title = 'Bread' where uid = ?", uid);
 * todos.awaitAsserted((copy) -&gt; assertThat(copy.record("todo", uid).get("title")).isEqualTo("Bread"));
 * </pre> The copy goes on while the test does. What a test reads is what there was at
 * that moment, and the next call may tell of a later one; so what is to come has to be
 * awaited. That something does not come is known once a later write has come: <pre>
 * jdbc.update("update todo set title = 'Secret' where uid = ?", hidden);
 * todos.awaitSeen(client.update("todo", uid, Map.of("done", true)));
 * assertThat(todos.records("todo")).doesNotContainKey(hidden.toString());
 * </pre>
 */
public final class SyncTestStream implements AutoCloseable {

	private final Session session;

	private final String id;

	private final Stamps stamps;

	private final StreamCopy copy;

	private final List<StreamChange> changes = new ArrayList<>();

	private @Nullable SyncTestError error;

	private long version;

	SyncTestStream(Session session, String id, Stamps stamps, StreamCopy copy) {
		this.session = session;
		this.id = id;
		this.stamps = stamps;
		this.copy = copy;
	}

	/**
	 * Wait until the last page was complete, which it is at once if nothing is coming. Of
	 * what was written since the server sent that page it says nothing: see
	 * {@link #awaitSeen(SyncTestResult)}.
	 * @return this
	 */
	public SyncTestStream awaitComplete() {
		return await("a complete page", SyncTestStream::isComplete, () -> null);
	}

	/**
	 * Wait until a write, and all before it, is in the copy, as far as it is in scope.
	 * @param result what became of the write
	 * @return this
	 */
	public SyncTestStream awaitSeen(SyncTestResult result) {
		return awaitSeen(result.xid());
	}

	/**
	 * Wait until a transaction, and all before it, is in the copy, as far as it is in
	 * scope.
	 * @param result what became of the transaction
	 * @return this
	 */
	public SyncTestStream awaitSeen(SyncTestTransactionResult result) {
		return awaitSeen(result.xid());
	}

	private SyncTestStream awaitSeen(@Nullable String xid) {
		long transaction = Long.parseLong(Objects.requireNonNull(xid, "What was refused is never seen"));
		return await("transaction " + xid + " to be seen", (stream) -> stream.hasSeen(transaction), () -> null);
	}

	/**
	 * Wait for a record.
	 * @param table the table's name
	 * @param uid the id
	 * @return the record
	 */
	public SyncTestRecord awaitRecord(String table, Object uid) {
		AtomicReference<@Nullable SyncTestRecord> record = new AtomicReference<>();
		await("the record " + table + "/" + uid, (stream) -> {
			record.set(stream.held(table, uid));
			return record.get() != null;
		}, () -> null);
		return Objects.requireNonNull(record.get());
	}

	/**
	 * Wait for a record to be gone: deleted, or in no scope any more.
	 * @param table the table's name
	 * @param uid the id
	 * @return this
	 */
	public SyncTestStream awaitGone(String table, Object uid) {
		return await("the end of " + table + "/" + uid, (stream) -> stream.held(table, uid) == null, () -> null);
	}

	/**
	 * Wait for something of your own, looked for at once and after each page.
	 * @param condition what is to be
	 * @return this
	 */
	public SyncTestStream await(Predicate<SyncTestStream> condition) {
		return await("what the test has said", condition, () -> null);
	}

	/**
	 * Wait for assertions to hold, which are tried at once and after each page.
	 * @param assertions what throws an {@link AssertionError} as long as they do not
	 * @return this
	 */
	public SyncTestStream awaitAsserted(Consumer<SyncTestStream> assertions) {
		AtomicReference<@Nullable AssertionError> last = new AtomicReference<>();
		return await("what the test asserts", (stream) -> {
			try {
				assertions.accept(stream);
				return true;
			}
			catch (AssertionError ex) {
				last.set(ex);
				return false;
			}
		}, last::get);
	}

	private SyncTestStream await(String what, Predicate<SyncTestStream> condition,
			Supplier<@Nullable AssertionError> cause) {
		Waiting waiting = this.session.waitingFor(what);
		while (true) {
			long before = version();
			// Not under the lock: it may ask the server.
			if (condition.test(this)) {
				return this;
			}
			synchronized (this) {
				boolean news = this.version != before;
				if (!news && this.error != null) {
					throw new SyncTestException(this.error);
				}
				if (news ? waiting.isOver() : !waiting.forNotice(this)) {
					throw waiting.failure("The copy of " + this.copy.header() + " is "
							+ (this.copy.complete() ? "complete. " : "not complete. "), cause.get());
				}
			}
		}
	}

	/**
	 * Wait for the server to end the stream, as when a table is unknown.
	 * @return what it said
	 */
	public synchronized SyncTestError awaitError() {
		Waiting waiting = this.session.waitingFor("the end of the stream");
		while (this.error == null) {
			if (!waiting.forNotice(this)) {
				throw waiting.failure("", null);
			}
		}
		return this.error;
	}

	private synchronized long version() {
		return this.version;
	}

	/**
	 * The copy of a table.
	 * @param table the table's name
	 * @return the records by uid, in the order of uids; what comes later is not in it
	 */
	public synchronized Map<String, SyncTestRecord> records(String table) {
		Map<String, SyncTestRecord> records = new TreeMap<>();
		this.copy.records(table).forEach((uid, change) -> records.put(uid, change.record()));
		return records;
	}

	/**
	 * A record of the copy.
	 * @param table the table's name
	 * @param uid the id
	 * @return the record, as it is now
	 * @throws AssertionError if the copy does not hold it
	 */
	public SyncTestRecord record(String table, Object uid) {
		SyncTestRecord record = held(table, uid);
		if (record == null) {
			throw new AssertionError("No record " + table + "/" + uid + " in the copy");
		}
		return record;
	}

	private synchronized @Nullable SyncTestRecord held(String table, Object uid) {
		StreamChange change = this.copy.record(new Key(table, uid.toString()));
		return (change != null) ? change.record() : null;
	}

	/**
	 * What was heard since this was last called. It tells a record that was deleted from
	 * one that left. The server may tell a change more than once.
	 * @return the changes, in order
	 */
	public synchronized List<StreamChange> takeChanges() {
		List<StreamChange> taken = List.copyOf(this.changes);
		this.changes.clear();
		return taken;
	}

	/**
	 * Whether the copy equals what the server had when it sent the last page.
	 * @return {@literal true} if it does
	 */
	public synchronized boolean isComplete() {
		return this.copy.complete();
	}

	private synchronized boolean hasSeen(long transaction) {
		SeenSnapshot seen = this.copy.seen();
		return this.copy.complete() && seen != null && seen.contains(transaction);
	}

	/**
	 * Where this stream stands: {@link SyncTestClient#followFrom} goes on there.
	 * @return the cursor, or {@literal null} if there was no page yet
	 */
	public synchronized @Nullable String cursor() {
		return this.copy.cursor();
	}

	String id() {
		return this.id;
	}

	synchronized StompFrame subscribe(String destination) {
		this.error = null;
		String cursor = this.copy.cursor();
		this.copy.continueFrom(cursor);
		StompFrame frame = StompFrame.of("SUBSCRIBE", "", "id", this.id, "destination", destination, "ack",
				"client-individual", "scopes", this.copy.header());
		if (cursor != null) {
			frame.headers().put("cursor", cursor);
		}
		return frame;
	}

	/**
	 * Take a page.
	 * @return whether it is to be acknowledged
	 */
	synchronized boolean received(StompFrame frame) {
		SyncTestError refusal = SyncTestError.in(frame.json());
		if (refusal != null) {
			ended(refusal);
			return false;
		}
		StreamPage page = StreamPage.parse(frame.body(), this.copy.scopes().size());
		this.copy.apply(page);
		this.changes.addAll(page.changes());
		page.changes().forEach((change) -> this.stamps.learn(change.key().table(), change.record()));
		this.version++;
		notifyAll();
		return true;
	}

	synchronized void ended(SyncTestError why) {
		this.error = why;
		notifyAll();
	}

	/**
	 * Follow no more. The copy stays as it is.
	 */
	@Override
	public void close() {
		this.session.unfollow(this);
	}

}
