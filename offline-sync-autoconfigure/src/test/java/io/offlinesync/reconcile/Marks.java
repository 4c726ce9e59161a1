package io.offlinesync.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.offlinesync.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Metadata in small numbers, so that every order of stamps can be listed and second
 * opinions need none of the code they judge. 0 is an absent stamp, and older than
 * everything.
 */
record Marks(int created, int updated, int deleted) {

	static final Marks NONE = new Marks(0, 0, 0);

	// Shortly before 1970, so that some stamps lie on either side.
	private static final Instant ORIGIN = Instant.ofEpochMilli(-3);

	/**
	 * Every combination of stamps from absent up to the given one.
	 */
	static List<Marks> upTo(int greatest) {
		List<Marks> all = new ArrayList<>();
		for (int created = 0; created <= greatest; created++) {
			for (int updated = 0; updated <= greatest; updated++) {
				for (int deleted = 0; deleted <= greatest; deleted++) {
					all.add(new Marks(created, updated, deleted));
				}
			}
		}
		return all;
	}

	static @Nullable Instant instant(int mark) {
		return (mark != 0) ? at(mark) : null;
	}

	static Instant at(int mark) {
		return ORIGIN.plusMillis(mark);
	}

	static int mark(@Nullable Instant instant) {
		return (instant != null) ? Math.toIntExact(instant.toEpochMilli() - ORIGIN.toEpochMilli()) : 0;
	}

	static Marks of(RecordMetadata metadata) {
		return new Marks(mark(metadata.createdAt()), mark(metadata.updatedAt()), mark(metadata.deletedAt()));
	}

	RecordMetadata metadata() {
		return new RecordMetadata(instant(this.created), instant(this.updated), instant(this.deleted));
	}

	int time() {
		if (this.deleted != 0) {
			return this.deleted;
		}
		return (this.updated != 0) ? this.updated : this.created;
	}

	boolean lives() {
		return this.deleted == 0;
	}

}
