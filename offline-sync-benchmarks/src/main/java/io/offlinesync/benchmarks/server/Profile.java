package io.offlinesync.benchmarks.server;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;

import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * A recording of what the server does from when it is ready.
 */
final class Profile {

	private final @Nullable Recording recording;

	private Profile(@Nullable Recording recording) {
		this.recording = recording;
	}

	/**
	 * Start recording.
	 * @param file where the recording is to be in the end, or nothing for no recording
	 * @return the recording
	 */
	static Profile start(String file) throws IOException, ParseException {
		if (file.isEmpty()) {
			return new Profile(null);
		}
		Recording recording = new Recording(Configuration.getConfiguration("profile"));
		recording.setDestination(Path.of(file));
		recording.start();
		return new Profile(recording);
	}

	/**
	 * Write the recording, if there is one.
	 */
	void end() {
		if (this.recording != null) {
			this.recording.stop();
		}
	}

}
