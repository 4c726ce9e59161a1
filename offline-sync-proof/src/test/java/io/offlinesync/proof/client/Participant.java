package io.offlinesync.proof.client;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntSupplier;

import io.offlinesync.proof.history.RowKey;
import io.offlinesync.test.SeenSnapshot;
import io.offlinesync.test.StreamScope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The TypeScript client, in a process of Node.
 */
public final class Participant implements Client {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final String name;

	private final String user;

	private final Line line;

	private final Random random;

	private final Process process;

	private final Writer input;

	private final BufferedReader output;

	private final List<Answer> answers = new ArrayList<>();

	private JsonNode report = JSON.createObjectNode();

	/**
	 * Start a client.
	 * @param name its name
	 * @param user whose client it is
	 * @param seed decides what it does
	 * @param log where what it complains of goes
	 * @param server gives the port of a server
	 */
	public Participant(String name, String user, long seed, Path log, IntSupplier server) throws IOException {
		this.name = name;
		this.user = user;
		this.random = new Random(seed);
		this.line = new Line(server);
		ProcessBuilder node = new ProcessBuilder("node", "test/participant.js")
			.directory(new File("../offline-sync-client"))
			.redirectError(log.resolve(name + ".log").toFile());
		node.environment()
			.putAll(Map.of("PROOF_URL", "ws://localhost:" + this.line.port() + "/offline-sync", "PROOF_USER", user,
					"PROOF_NAME", name, "PROOF_SEED", Integer.toString(this.random.nextInt(Integer.MAX_VALUE)),
					"PROOF_UIDS", JSON.writeValueAsString(
							Map.of("boards", Uids.BOARDS, "cards", Uids.CARDS, "comments", Uids.COMMENTS))));
		this.process = node.start();
		this.input = this.process.outputWriter(StandardCharsets.UTF_8);
		this.output = new BufferedReader(new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
	}

	@Override
	public void quiet(boolean quiet) {
		ask(quiet ? "quiet" : "go");
	}

	@Override
	public void disturb() {
		switch (this.random.nextInt(3)) {
			case 0 -> this.line.cut();
			case 1 -> this.line.loseAnswers(this.random.nextInt(200));
			default -> this.line.halfOpen(this.random.nextInt(500));
		}
	}

	private void ask(String what) {
		try {
			this.input.write(what + "\n");
			this.input.flush();
			String line = this.output.readLine();
			if (line == null) {
				throw new AssertionError(this + " has ended");
			}
			this.report = JSON.readTree(line);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.report.get("answers").forEach((answer) -> this.answers.add(answer(answer)));
	}

	private Answer answer(JsonNode json) {
		List<Mutation> mutations = new ArrayList<>();
		json.get("mutations").forEach((mutation) -> {
			Set<String> changed = new HashSet<>();
			mutation.path("changed").forEach((field) -> changed.add(field.stringValue()));
			mutations.add(new Mutation(mutation.get("table").stringValue(), mutation.get("op").stringValue(),
					mutation.get("uid").stringValue(), Mutation.data(mutation.path("data")), changed,
					Instant.parse(mutation.get("at").stringValue())));
		});
		return new Answer(this.name, this.user, json.get("id").stringValue(), mutations, json.get("result"));
	}

	@Override
	public boolean isDrained() {
		ask("report");
		return this.report.get("pending").intValue() == 0;
	}

	@Override
	public @Nullable CompleteState last() {
		ask("report");
		if (!this.report.get("complete").booleanValue()) {
			return null;
		}
		Map<RowKey, CompleteState.Held> records = new HashMap<>();
		this.report.get("rows")
			.properties()
			.forEach((table) -> table.getValue()
				.forEach((row) -> records.put(new RowKey(table.getKey(), row.get("uid").stringValue()),
						new CompleteState.Held(row, null))));
		List<StreamScope> scopes = this.report.get("scopes")
			.valueStream()
			.map((scope) -> StreamScope.of(scope.get("table").stringValue(), scope.get("where").toString()))
			.toList();
		return new CompleteState(this.name, this.user, scopes, new SeenSnapshot(0, 0, Set.of()), Instant.now(), records,
				List.of());
	}

	@Override
	public @Nullable String trouble() {
		return this.report.get("wrong").isEmpty() ? null : this.report.get("wrong").toString();
	}

	@Override
	public List<Answer> answers() {
		List<Answer> taken = List.copyOf(this.answers);
		this.answers.clear();
		return taken;
	}

	@Override
	public String toString() {
		return this.name + " of " + this.user + ", in Node";
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.line.close();
	}

}
