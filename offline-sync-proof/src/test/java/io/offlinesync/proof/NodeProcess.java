package io.offlinesync.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.offlinesync.proof.node.Breakage;
import io.offlinesync.proof.node.ProofNode;
import io.offlinesync.testsupport.TestDatabase;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;

/**
 * A node's process. What it logs goes to a file.
 */
final class NodeProcess implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 120;

	private final Process process;

	private final CompletableFuture<Integer> ready = new CompletableFuture<>();

	private final Path log;

	private NodeProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	/**
	 * Start a node.
	 * @param database the database
	 * @param broken what is broken in it, or {@literal null}
	 * @param log where its log goes
	 * @return the node, which may not be ready yet
	 */
	static NodeProcess start(TestDatabase database, @Nullable Breakage broken, Path log) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
		if (broken != null) {
			command.add("-javaagent:"
					+ Path.of(ByteBuddyAgent.class.getProtectionDomain().getCodeSource().getLocation().getPath()));
			command.add("-D" + ProofNode.BROKEN + "=" + broken);
		}
		command.addAll(
				List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						ProofNode.class.getName()));
		Arrays.stream(database.properties()).map((property) -> "--" + property).forEach(command::add);
		Files.createDirectories(log.getParent());
		NodeProcess node = new NodeProcess(new ProcessBuilder(command).redirectErrorStream(true).start(), log);
		Thread reader = new Thread(node::read, "node-output");
		reader.setDaemon(true);
		reader.start();
		return node;
	}

	private void read() {
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
				PrintWriter file = new PrintWriter(Files.newBufferedWriter(this.log), true)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				file.println(line);
				int ready = line.indexOf(ProofNode.READY);
				if (ready >= 0) {
					this.ready.complete(Integer.valueOf(line.substring(ready + ProofNode.READY.length()).strip()));
				}
			}
		}
		catch (IOException ex) {
			this.ready.completeExceptionally(ex);
		}
		this.ready.completeExceptionally(new IllegalStateException("The node has ended, see " + this.log));
	}

	/**
	 * Wait until it is ready.
	 * @return its port
	 */
	int awaitPort() {
		return this.ready.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
	}

	/**
	 * Its port, if it is ready and not ended.
	 * @return the port, or a negative number
	 */
	int port() {
		return (this.process.isAlive() && this.ready.isDone() && !this.ready.isCompletedExceptionally())
				? this.ready.join() : -1;
	}

	/**
	 * End it at once, as a crash does.
	 */
	void kill() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	@Override
	public void close() {
		kill();
	}

}
