package io.offlinesync.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.offlinesync.Operation;
import io.offlinesync.jdbc.RecordKey;
import io.offlinesync.simulation.OwnTransaction.Answer;
import io.offlinesync.test.SeenSnapshot;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.jspecify.annotations.Nullable;

/**
 * A client: a base that only its stream writes, its own transactions over it, and a clock
 * that goes as it likes.
 */
final class Client {

	private final World world;

	private final String name;

	private final String user;

	private final StreamModel base;

	private final List<OwnTransaction> own = new ArrayList<>();

	private final List<OwnTransaction> answered = new ArrayList<>();

	/** Which commit the newest version came with that the author of a write was told. */
	private final Map<RecordKey, Integer> acknowledged = new HashMap<>();

	private final Set<Long> acknowledgedXids = new TreeSet<>();

	private List<StreamScope> scopes;

	private List<StreamScope> wanted;

	private @Nullable Connection connection;

	private boolean pushing;

	private boolean resync;

	/** Whether all scopes have come since they were asked for, or voided. */
	private boolean loaded;

	private long clockError;

	private boolean clockCorrected;

	private Instant lastStamp = Instant.EPOCH;

	private int made;

	Client(World world, int number, List<StreamScope> scopes, long clockError) {
		this.world = world;
		this.name = "c" + number;
		this.user = "u" + number % 3;
		this.scopes = scopes;
		this.wanted = scopes;
		this.clockError = clockError;
		this.base = new StreamModel(Progress.byTime(), scopes.toArray(StreamScope[]::new));
	}

	String name() {
		return this.name;
	}

	String user() {
		return this.user;
	}

	StreamModel base() {
		return this.base;
	}

	List<StreamScope> scopes() {
		return this.scopes;
	}

	List<OwnTransaction> own() {
		return this.own;
	}

	Map<RecordKey, Integer> acknowledged() {
		return this.acknowledged;
	}

	Set<Long> acknowledgedXids() {
		return this.acknowledgedXids;
	}

	boolean isLoaded() {
		return this.loaded;
	}

	boolean isAnswered() {
		return this.answered.size() == this.made;
	}

	void setClock(long error) {
		this.clockError = error;
		this.clockCorrected = false;
	}

	/**
	 * Connect, and learn how wrong the clock is, unless it is not looked at.
	 */
	void connect(boolean corrects) {
		if (this.connection == null) {
			this.clockCorrected |= corrects;
			this.connection = new Connection(this.world, this, this.wanted);
			push();
		}
	}

	void drop() {
		if (this.connection != null) {
			this.connection.close();
			this.connection = null;
			this.pushing = false;
		}
	}

	/**
	 * Follow other scopes from now on. What none of them holds is dropped with the first
	 * page of theirs, whose cursor says so: until then the one that is stored promises it
	 * to the server.
	 */
	void follow(List<StreamScope> others) {
		drop();
		this.wanted = others;
	}

	/**
	 * What the user sees of a record.
	 */
	@Nullable Seen view(RecordKey key) {
		Seen seen = Seen.of(this.base.value(key.table(), key.uid()), this.base.metadata(key.table(), key.uid()));
		for (OwnTransaction transaction : this.own) {
			seen = transaction.over(key, seen);
		}
		return seen;
	}

	boolean hasPending(RecordKey key) {
		return this.own.stream()
			.anyMatch((transaction) -> transaction.isPending()
					&& transaction.mutations().stream().anyMatch((mutation) -> mutation.key().equals(key)));
	}

	/**
	 * Make a transaction of some writes, each by what the user sees.
	 */
	OwnTransaction write(List<Intent> intents) {
		List<Mutation> mutations = new ArrayList<>();
		Map<RecordKey, Seen> seen = new HashMap<>();
		for (Intent intent : intents) {
			Seen before = seen.containsKey(intent.key()) ? seen.get(intent.key()) : view(intent.key());
			Mutation mutation = mutation(intent, before);
			mutations.add(mutation);
			seen.put(intent.key(), Seen.after(before, mutation));
		}
		OwnTransaction transaction = new OwnTransaction("t" + ++this.made, mutations);
		this.own.add(transaction);
		push();
		return transaction;
	}

	private Mutation mutation(Intent intent, @Nullable Seen seen) {
		Map<String, Object> data = new TreeMap<>((seen != null) ? seen.row() : intent.values());
		Set<String> changed = Set.of();
		if (intent.operation() == Operation.UPDATE) {
			changed = intent.changed();
			changed.forEach((field) -> data.put(field, intent.values().get(field)));
		}
		else if (intent.operation() == Operation.CREATE) {
			data.putAll(intent.values());
		}
		return new Mutation(intent.key(), intent.operation(),
				(intent.operation() == Operation.DELETE) ? Map.of() : data, changed, stamp(seen));
	}

	private Instant stamp(@Nullable Seen seen) {
		Instant stamp = this.world.now().plusMillis(this.clockCorrected ? 0 : this.clockError);
		if (!stamp.isAfter(this.lastStamp)) {
			stamp = this.lastStamp.plusMillis(1);
		}
		if (seen != null && seen.time() != null && !stamp.isAfter(seen.time())) {
			stamp = seen.time().plusMillis(1);
		}
		this.lastStamp = stamp;
		return stamp;
	}

	/**
	 * Push what is pending, if there is somebody to push it to.
	 */
	private void push() {
		List<OwnTransaction> pending = this.own.stream().filter(OwnTransaction::isPending).toList();
		if (this.connection != null && !this.pushing && !this.resync && !pending.isEmpty()) {
			this.pushing = true;
			this.connection.push(pending, this.base.cursor());
		}
	}

	/**
	 * Push what was answered long ago.
	 */
	void pushAgain(int which) {
		if (this.connection != null && !this.answered.isEmpty()) {
			this.connection.push(List.of(this.answered.get(which % this.answered.size())), null);
		}
	}

	/**
	 * Hear what became of a push.
	 * @param cursor what was pushed with it
	 * @param answers the answers, or {@literal null} if the cursor was too old
	 */
	void answered(List<OwnTransaction> pushed, @Nullable String cursor, @Nullable List<Answer> answers) {
		this.pushing = false;
		// A page may have brought another cursor since.
		this.resync = answers == null && Objects.equals(cursor, this.base.cursor());
		for (int i = 0; answers != null && i < answers.size(); i++) {
			if (pushed.get(i).isPending()) {
				answered(pushed.get(i), answers.get(i));
			}
		}
		push();
	}

	private void answered(OwnTransaction transaction, Answer answer) {
		transaction.answered(answer);
		this.answered.add(transaction);
		this.world.trace(() -> this.name + " hears of " + transaction.id() + ": " + answer.outcome());
		if (!answer.outcome().committed()) {
			this.own.remove(transaction);
			return;
		}
		this.acknowledgedXids.add(answer.outcome().xid());
		for (int i = 0; i < transaction.mutations().size(); i++) {
			this.world.checks()
				.acknowledged(this, transaction.mutations().get(i), answer.outcome(), answer.records().get(i));
		}
		if (this.world.isBroken(Fault.BASE_BY_ANSWER)) {
			Connection.putInto(this.base, answer);
		}
		SeenSnapshot seen = this.base.seen();
		if (this.world.isBroken(Fault.ANSWERED_DROPPED) || (seen != null && seen.contains(answer.outcome().xid()))) {
			this.own.remove(transaction);
		}
	}

	/**
	 * Take a page of the stream.
	 */
	void page(Connection from, String json) {
		StreamPage page;
		try {
			if (this.scopes != from.scopes()) {
				this.scopes = from.scopes();
				this.loaded = false;
				this.base.follow(this.scopes.toArray(StreamScope[]::new));
			}
			page = this.base.apply(json);
		}
		catch (AssertionError ex) {
			this.world.fail(this.name + ": " + ex.getMessage());
			return;
		}
		this.world.trace(() -> this.name + " gets " + json.substring(json.indexOf("\"changes\"")));
		if (!page.reset().isEmpty() || !page.snapshot().isEmpty()) {
			this.loaded = false;
		}
		SeenSnapshot seen = page.seen();
		if (seen != null) {
			this.loaded = true;
			this.own.removeIf((transaction) -> transaction.answer() != null
					&& seen.contains(transaction.answer().outcome().xid()));
		}
		this.world.checks().page(this, page, from.openedAt());
		this.resync = false;
		push();
	}

	/**
	 * What a user wants to do to a record.
	 *
	 * @param values values for all fields
	 * @param changed which of them an update sets
	 */
	record Intent(RecordKey key, Operation operation, Map<String, Object> values, Set<String> changed) {

	}

}
