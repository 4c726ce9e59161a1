package io.offlinesync.simulation;

import java.time.Instant;
import java.util.Map;
import java.util.StringJoiner;

import io.offlinesync.RecordMetadata;
import io.offlinesync.feed.StampText;
import io.offlinesync.jdbc.RecordKey;
import io.offlinesync.jdbc.SimulatedStore.StoredRow;
import io.offlinesync.reconcile.FieldTimes;
import io.offlinesync.reconcile.StoredState;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A record as one transaction left it.
 */
final class Version implements StoredRow {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final RecordKey key;

	private final @Nullable Map<String, Object> row;

	private final RecordMetadata metadata;

	private final @Nullable FieldTimes times;

	private final long xid;

	private @Nullable String image;

	private @Nullable JsonNode json;

	private @Nullable JsonNode stamps;

	/** Which commit it came with; later ones have greater numbers. */
	private int commit;

	Version(RecordKey key, @Nullable Map<String, Object> row, RecordMetadata metadata, @Nullable FieldTimes times,
			long xid) {
		this.key = key;
		this.row = row;
		this.metadata = metadata;
		this.times = times;
		this.xid = xid;
	}

	static Version unknown(RecordKey key) {
		return new Version(key, null, RecordMetadata.NONE, null, 0);
	}

	RecordKey key() {
		return this.key;
	}

	@Override
	public @Nullable Map<String, Object> row() {
		return this.row;
	}

	@Override
	public RecordMetadata metadata() {
		return this.metadata;
	}

	@Nullable FieldTimes times() {
		return this.times;
	}

	long xid() {
		return this.xid;
	}

	int commit() {
		return this.commit;
	}

	void committed(int number) {
		this.commit = number;
	}

	StoredState state() {
		return new StoredState(this.row != null, this.metadata);
	}

	boolean live() {
		return this.row != null && !this.metadata.deleted();
	}

	@Override
	public @Nullable String image() {
		if (this.image == null && this.row != null) {
			StringJoiner members = new StringJoiner(",", "{", "}");
			this.row.forEach((name, value) -> members
				.add('"' + name + "\":" + ((value instanceof String) ? "\"" + value + '"' : value)));
			this.image = members.toString();
		}
		return this.image;
	}

	JsonNode json() {
		if (this.json == null) {
			this.json = JSON.readTree(image());
		}
		return this.json;
	}

	/**
	 * The stamps as a client is sent them.
	 */
	JsonNode stamps() {
		if (this.stamps == null) {
			this.stamps = JSON.createObjectNode()
				.put("createdAt", text(this.metadata.createdAt()))
				.put("updatedAt", text(this.metadata.updatedAt()))
				.put("deletedAt", text(this.metadata.deletedAt()));
		}
		return this.stamps;
	}

	private static @Nullable String text(@Nullable Instant instant) {
		if (instant == null) {
			return null;
		}
		StringBuilder text = new StringBuilder();
		StampText.append(text, instant);
		return text.toString();
	}

	@Override
	public String toString() {
		return this.key.uid() + "@" + this.commit + " " + ((this.row != null) ? this.row : "no row") + " "
				+ Clock.text(this.metadata);
	}

}
