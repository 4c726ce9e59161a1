package io.offlinesync.proof.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of PostgreSQL's logical decoding plugin {@code pgoutput}, version 1.
 */
final class PgOutput {

	private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

	private final Map<Integer, Relation> relations = new HashMap<>();

	private final Consumer<Commit> commits;

	private Map<RowKey, Commit.@Nullable Row> rows = new LinkedHashMap<>();

	private long xid;

	private Instant at = EPOCH;

	private long last;

	private boolean known;

	private int position;

	PgOutput(Consumer<Commit> commits) {
		this.commits = commits;
	}

	/**
	 * Read a message. After a crash some come again.
	 */
	void message(byte[] bytes) {
		ByteBuffer message = ByteBuffer.wrap(bytes);
		switch (message.get()) {
			case 'B' -> begin(message);
			case 'R' -> relation(message);
			case 'I' -> {
				Relation relation = known(message);
				message.get();
				put(relation, relation.row(message));
			}
			case 'U' -> update(message);
			case 'D' -> {
				Relation relation = known(message);
				message.get();
				this.rows.put(relation.key(relation.row(message)), null);
			}
			case 'C' -> commit();
			default -> throw new IllegalStateException("Unexpected: " + (char) bytes[0]);
		}
	}

	private void begin(ByteBuffer message) {
		long lsn = message.getLong();
		this.known = lsn <= this.last;
		this.last = Math.max(lsn, this.last);
		this.at = EPOCH.plus(message.getLong(), ChronoUnit.MICROS);
		this.xid = Integer.toUnsignedLong(message.getInt());
		this.rows = new LinkedHashMap<>();
	}

	private void commit() {
		if (!this.known) {
			this.commits.accept(new Commit(this.position++, this.xid, this.at, this.rows));
		}
	}

	private void relation(ByteBuffer message) {
		int id = message.getInt();
		text(message);
		String name = text(message);
		message.get();
		List<String> columns = new ArrayList<>();
		List<String> keys = new ArrayList<>();
		for (int i = message.getShort(); i > 0; i--) {
			boolean key = message.get() == 1;
			columns.add(text(message));
			if (key) {
				keys.add(columns.get(columns.size() - 1));
			}
			message.getLong();
		}
		this.relations.put(id, new Relation(name, columns, keys));
	}

	private Relation known(ByteBuffer message) {
		return Objects.requireNonNull(this.relations.get(message.getInt()));
	}

	private void update(ByteBuffer message) {
		Relation relation = known(message);
		if (message.get() != 'N') {
			this.rows.put(relation.key(relation.row(message)), null);
			message.get();
		}
		put(relation, relation.row(message));
	}

	private void put(Relation relation, Commit.Row row) {
		this.rows.put(relation.key(row), row);
	}

	private static String text(ByteBuffer message) {
		int start = message.position();
		while (message.get() != 0) {
			// The text goes on.
		}
		return new String(message.array(), start, message.position() - start - 1, StandardCharsets.UTF_8);
	}

	private record Relation(String name, List<String> columns, List<String> keys) {

		RowKey key(Commit.Row row) {
			return new RowKey(this.name,
					String.join("/", this.keys.stream().map((key) -> String.valueOf(row.get(key))).toList()));
		}

		Commit.Row row(ByteBuffer message) {
			Map<String, @Nullable String> row = new HashMap<>();
			int count = message.getShort();
			for (int i = 0; i < count; i++) {
				byte kind = message.get();
				if (kind == 't') {
					byte[] text = new byte[message.getInt()];
					message.get(text);
					row.put(this.columns.get(i), new String(text, StandardCharsets.UTF_8));
				}
				else if (kind == 'n') {
					row.put(this.columns.get(i), null);
				}
				else {
					throw new IllegalStateException("A value that is not told: " + (char) kind);
				}
			}
			return new Commit.Row(row);
		}

	}

}
