package io.offlinesync.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the processors' time went, by samples of running threads.
 */
public final class HotMethods {

	private static final String LIBRARY = "io.offlinesync.";

	private static final String BENCHMARKS = "io.offlinesync.benchmarks.";

	private final Map<String, Integer> all = new HashMap<>();

	private final Map<String, Integer> ofLibrary = new HashMap<>();

	private int samples;

	private HotMethods() {
	}

	/**
	 * Read a recording.
	 * @param recording the file
	 * @return what it says
	 */
	public static HotMethods of(Path recording) throws IOException {
		HotMethods methods = new HotMethods();
		try (RecordingFile file = new RecordingFile(recording)) {
			while (file.hasMoreEvents()) {
				RecordedEvent event = file.readEvent();
				if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
					methods.add(event.getStackTrace().getFrames());
				}
			}
		}
		return methods;
	}

	private void add(List<RecordedFrame> frames) {
		this.samples++;
		count(this.all, frames, (name) -> true);
		count(this.ofLibrary, frames, (name) -> name.startsWith(LIBRARY) && !name.startsWith(BENCHMARKS));
	}

	/** The frame that is nearest to the top. */
	private static void count(Map<String, Integer> counts, List<RecordedFrame> frames, Predicate<String> predicate) {
		frames.stream()
			.map((frame) -> name(frame.getMethod()))
			.filter(predicate)
			.findFirst()
			.ifPresent((name) -> counts.merge(name, 1, Integer::sum));
	}

	private static String name(RecordedMethod method) {
		return method.getType().getName() + "." + method.getName();
	}

	/**
	 * How many samples there are.
	 * @return the number
	 */
	public int samples() {
		return this.samples;
	}

	/**
	 * The methods that ran most often.
	 * @param count how many
	 * @return lines of a share and a method
	 */
	public List<String> top(int count) {
		return top(this.all, count);
	}

	/**
	 * The methods of the library that ran, or had called what ran, most often.
	 * @param count how many
	 * @return lines of a share and a method
	 */
	public List<String> topOfLibrary(int count) {
		return top(this.ofLibrary, count);
	}

	private List<String> top(Map<String, Integer> counts, int count) {
		Stream<Map.Entry<String, Integer>> sorted = counts.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()));
		return sorted.limit(count)
			.map((entry) -> "%5.1f %%  %s".formatted(100.0 * entry.getValue() / this.samples, entry.getKey()))
			.toList();
	}

}
