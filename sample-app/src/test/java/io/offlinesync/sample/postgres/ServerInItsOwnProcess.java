package io.offlinesync.sample.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Another application that runs a server, and can be killed.
 */
final class ServerInItsOwnProcess {

	private ServerInItsOwnProcess() {
	}

	/**
	 * Start a JVM with a server and wait until the server is ready.
	 * @param directory the server's directory
	 * @return the JVM's process
	 */
	static Process start(Path directory) throws IOException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), ServerInItsOwnProcess.class.getName(), directory.toString())
			.inheritIO()
			.start();
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.failFast("The other application has ended", () -> !process.isAlive())
			.until(() -> isReady(directory.resolve("data/postmaster.pid")));
		return process;
	}

	private static boolean isReady(Path file) throws IOException {
		List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
		return lines.size() == 8 && lines.get(7).trim().equals("ready");
	}

	public static void main(String[] args) {
		new SpringApplicationBuilder(EmbeddedServerConfiguration.class).web(WebApplicationType.NONE)
			.run("--sample.postgres.directory=" + args[0], "--spring.main.keep-alive=true");
	}

}
