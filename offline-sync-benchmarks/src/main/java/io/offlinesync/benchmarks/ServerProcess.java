package io.offlinesync.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.offlinesync.benchmarks.server.BenchmarkServer;

/**
 * The server's process.
 */
final class ServerProcess implements AutoCloseable {

	private static final int LINES_KEPT = 50;

	private final Process process;

	private final int port;

	private final String databaseUrl;

	private ServerProcess(Process process, int port, String databaseUrl) {
		this.process = process;
		this.port = port;
		this.databaseUrl = databaseUrl;
	}

	/**
	 * Start a server and wait until it is ready.
	 * @param settings the settings
	 * @return the server
	 */
	static ServerProcess start(Settings settings) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-Xmx" + settings.text("server-heap"));
		if (!settings.text("server-options").isEmpty()) {
			command.addAll(List.of(settings.text("server-options").split(" ")));
		}
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchmarkServer.class.getName()));
		command.addAll(settings.arguments());
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		Deque<String> last = new ArrayDeque<>();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			int ready = line.indexOf(BenchmarkServer.READY);
			if (ready >= 0) {
				String[] words = line.substring(ready + BenchmarkServer.READY.length()).split(" ");
				forward(output);
				return new ServerProcess(process, Integer.parseInt(words[0]), words[1]);
			}
			last.add(line);
			if (last.size() > LINES_KEPT) {
				last.remove();
			}
		}
		throw new IllegalStateException("The server did not start:\n" + String.join("\n", last));
	}

	/**
	 * Show what goes wrong from now on.
	 */
	private static void forward(BufferedReader output) {
		Thread thread = new Thread(() -> output.lines()
			.filter((line) -> line.contains(" WARN ") || line.contains(" ERROR "))
			.forEach((line) -> System.err.append(line).append('\n')), "server-output");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.port;
	}

	String databaseUrl() {
		return this.databaseUrl;
	}

	/**
	 * What is in use of the heap after a collection now, and the most since this was
	 * asked last.
	 * @return the two, in bytes
	 */
	long[] heap() throws IOException, InterruptedException {
		String[] words = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/heap")).build(),
					HttpResponse.BodyHandlers.ofString())
			.body()
			.split(" ");
		return new long[] { Long.parseLong(words[0]), Long.parseLong(words[1]) };
	}

	/**
	 * The memory that the process has, of the heap and besides.
	 * @return the number of bytes, or not a number where it is no Linux
	 */
	double residentBytes() throws IOException {
		Path status = Path.of("/proc", Long.toString(this.process.pid()), "status");
		if (!Files.exists(status)) {
			return Double.NaN;
		}
		return Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToDouble((line) -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
			.sum();
	}

	/**
	 * The processor time the server has used, without PostgreSQL's.
	 * @return the time
	 */
	Duration processorTime() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	@Override
	public void close() throws IOException {
		// The server ends when its input does.
		this.process.getOutputStream().close();
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
