package io.offlinesync.sample.postgres;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Held by the application that uses a directory. The operating system releases it however
 * that application ends: a server found running in a directory whose lock is free belongs
 * to nobody.
 */
final class DirectoryLock implements Closeable {

	/**
	 * Far behind the file's content, since Windows does not let others read what is
	 * locked.
	 */
	private static final long POSITION = Long.MAX_VALUE - 1;

	/**
	 * The directories this JVM holds. Closing any other channel to a locked file would
	 * release the lock, so that a file we hold must not be opened again.
	 */
	private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

	private final Path directory;

	private final FileChannel channel;

	private DirectoryLock(Path directory, FileChannel channel) {
		this.directory = directory;
		this.channel = channel;
	}

	/**
	 * Take the lock of a directory.
	 * @param directory the directory's real path
	 * @return the lock
	 * @throws EmbeddedServerException if another application holds it
	 */
	static DirectoryLock acquire(Path directory) throws IOException {
		if (!HELD.add(directory)) {
			throw inUse(directory, Long.toString(ProcessHandle.current().pid()));
		}
		try {
			return new DirectoryLock(directory, lock(directory));
		}
		catch (IOException | RuntimeException ex) {
			HELD.remove(directory);
			throw ex;
		}
	}

	private static FileChannel lock(Path directory) throws IOException {
		Path file = directory.resolve("application.lock");
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		try {
			FileLock lock = channel.tryLock(POSITION, 1, false);
			if (lock == null) {
				throw inUse(directory, Files.readString(file));
			}
			channel.truncate(0);
			channel
				.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
			return channel;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static EmbeddedServerException inUse(Path directory, String process) {
		return new EmbeddedServerException("The data in " + directory + " is in use by process " + process
				+ ", which runs the sample or another application on it.", """
						Do one of these:
						  - stop that application
						  - start this one with data of its own: --sample.postgres.directory=/another/folder \
						--server.port=8081
						  - start this one as a second node on the same data: --spring.datasource.url=… \
						--server.port=8081, with the JDBC URL from the first one's log""", null);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
		HELD.remove(this.directory);
	}

}
