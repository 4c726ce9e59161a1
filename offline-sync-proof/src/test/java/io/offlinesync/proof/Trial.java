package io.offlinesync.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.offlinesync.proof.client.Answer;
import io.offlinesync.proof.client.Client;
import io.offlinesync.proof.client.CompleteState;
import io.offlinesync.proof.client.Pace;
import io.offlinesync.proof.client.Participant;
import io.offlinesync.proof.client.ProofClient;
import io.offlinesync.proof.client.Uids;
import io.offlinesync.proof.history.History;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Clients and others who use a cluster while it is being broken, round by round: after
 * each, everybody comes to rest, and all that has happened is checked.
 */
final class Trial implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Trial.class);

	static final List<String> USERS = List.of("ann", "bob", "eve", "sam");

	/** How far the clients' clocks are ahead. */
	private static final List<Duration> OFFSETS = List.of(Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(-5),
			Duration.ofMillis(400), Duration.ofDays(365), Duration.ZERO, Duration.ofMillis(-300),
			Duration.ofMillis(700), Duration.ZERO, Duration.ofMinutes(-1));

	private final Cluster cluster;

	private final Duration patience;

	private final Random random;

	private final History history = new History();

	private final Violations violations = new Violations();

	private final CommitChecks commitChecks = new CommitChecks(this.history, this.violations);

	private final AnswerChecks answerChecks = new AnswerChecks(this.history, this.violations);

	private final StateChecks stateChecks = new StateChecks(this.history, this.violations);

	private final List<Client> clients = new ArrayList<>();

	private final List<PlainWriter> writers = new ArrayList<>();

	private int answered;

	/**
	 * Begin.
	 * @param cluster the cluster
	 * @param seed decides what everybody does, though not when it happens
	 * @param patience how long everybody has to come to rest
	 */
	Trial(Cluster cluster, long seed, Duration patience) throws IOException {
		this.cluster = cluster;
		this.patience = patience;
		this.random = new Random(seed);
		cluster.database()
			.jdbc()
			.update("insert into membership select b::uuid, p from unnest(?) b, unnest(?) p where b <> ? or p = 'sam'",
					Uids.BOARDS.toArray(String[]::new), USERS.toArray(String[]::new),
					Uids.BOARDS.get(Uids.BOARDS.size() - 1));
		for (int i = 0; i < OFFSETS.size(); i++) {
			Random chance = new Random(this.random.nextLong());
			ProofClient client = new ProofClient("c" + i, USERS.get(i % USERS.size()), this.random.nextLong(),
					OFFSETS.get(i), () -> cluster.anyPort(chance));
			this.clients.add(client);
			start(client, client.toString());
		}
		this.writers.add(new PlainWriter("p0", cluster.database(), this.random.nextLong(), 50));
		this.writers.add(new PlainWriter("p1", cluster.database(), this.random.nextLong(), 1500));
		this.writers.forEach((writer) -> start(writer, "plain-writer"));
	}

	/**
	 * Have the TypeScript client take part.
	 * @param log where what it complains of goes
	 */
	void addParticipant(Path log) throws IOException {
		Random chance = new Random(this.random.nextLong());
		int index = this.clients.size();
		this.clients.add(new Participant("n" + index, USERS.get(index % USERS.size()), this.random.nextLong(), log,
				() -> this.cluster.anyPort(chance)));
	}

	private static void start(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Have everybody write for a while, while things go wrong, come to rest, and check
	 * everything.
	 * @param faults what goes wrong, one after the other
	 * @param spacing how long between the faults
	 * @return what should not have happened by now
	 */
	Violations round(List<Fault> faults, Duration spacing) {
		quiet(false);
		for (Fault fault : faults) {
			Pace.pause(spacing.toMillis());
			logger.info("{}", fault);
			fault.happen(this.cluster, this.random, this.clients);
			this.clients.forEach(Client::disturb);
		}
		Pace.pause(spacing.toMillis());
		this.cluster.awaitDatabase();
		this.cluster.awaitNodes();
		quiet(true);
		settle();
		for (Client client : this.clients) {
			if (client.trouble() != null) {
				this.violations.add("%s has failed: %s", client, client.trouble());
			}
		}
		check();
		return this.violations;
	}

	private void quiet(boolean quiet) {
		this.clients.forEach((client) -> client.quiet(quiet));
		this.writers.forEach((writer) -> writer.quiet(quiet));
	}

	private void settle() {
		await("The queues of %s do not drain", () -> this.writers.stream().allMatch(PlainWriter::isIdle)
				&& this.clients.stream().allMatch(Client::isDrained), (client) -> !client.isDrained());
		this.cluster.awaitDatabase();
		await("What %s hold is not what there is", () -> {
			this.history.read(this.cluster.database().jdbc());
			return this.clients.stream().allMatch(this::isFinal);
		}, (client) -> !isFinal(client));
	}

	private boolean isFinal(Client client) {
		CompleteState last = client.last();
		return last != null && this.stateChecks.isFinal(last);
	}

	private void await(String otherwise, BooleanSupplier condition, Predicate<Client> guilty) {
		try {
			Awaitility.await()
				.atMost(this.patience)
				.pollInterval(Duration.ofMillis(20))
				.ignoreExceptionsInstanceOf(DataAccessException.class)
				.until(() -> failed() || condition.getAsBoolean());
		}
		catch (ConditionTimeoutException ex) {
			this.violations.add(otherwise, this.clients.stream().filter(guilty).toList());
		}
	}

	private boolean failed() {
		return this.clients.stream().anyMatch((client) -> client.trouble() != null);
	}

	private void check() {
		// Before the log is read: where somebody has failed, the others are not at rest.
		List<Answer> answers = new ArrayList<>();
		List<List<CompleteState>> states = new ArrayList<>();
		for (Client client : this.clients) {
			answers.addAll(client.answers());
			states.add(client.states());
		}
		this.history.read(this.cluster.database().jdbc());
		this.commitChecks.run();
		states.forEach(this.stateChecks::run);
		this.answered += answers.size();
		this.answerChecks.run(answers);
		logger.info("{} commits, {} transactions answered, {} complete states checked", this.history.commits().size(),
				this.answered, this.stateChecks.checked());
	}

	int answered() {
		return this.answered;
	}

	int statesChecked() {
		return this.stateChecks.checked();
	}

	@Override
	public void close() {
		this.writers.forEach(PlainWriter::end);
		this.clients.forEach(Client::close);
	}

}
