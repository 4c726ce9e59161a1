package io.offlinesync.stomp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.jdbc.Names;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object within the body of a request. Every complaint names the member. A member that
 * is null counts as absent.
 */
class JsonBody {

	private static final int MAX_SHOWN = 64;

	private final String path;

	private final ObjectNode json;

	private final WhereLimits whereLimits;

	JsonBody(String path, ObjectNode json, WhereLimits whereLimits) {
		this.path = path;
		this.json = json;
		this.whereLimits = whereLimits;
	}

	/**
	 * Refuse members that nobody reads: a mistyped one would lose what it was meant to
	 * do.
	 * @param names the names of members that are read
	 */
	void only(String... names) {
		Set<String> known = Set.of(names);
		for (Map.Entry<String, JsonNode> member : this.json.properties()) {
			if (!known.contains(member.getKey()) && !member.getValue().isNull()) {
				throw invalid(path(member.getKey()), "there is no such member here");
			}
		}
	}

	String text(String name) {
		String text = optionalText(name);
		if (text == null) {
			throw missing(name);
		}
		return text;
	}

	@Nullable String optionalText(String name) {
		JsonNode value = get(name);
		if (value != null && !value.isString()) {
			throw invalid(path(name), "a string is wanted");
		}
		return (value != null) ? value.stringValue() : null;
	}

	@Nullable String optionalText(String name, int maxLength) {
		String text = optionalText(name);
		if (text != null && (text.isEmpty() || text.length() > maxLength)) {
			throw invalid(path(name), "1 to " + maxLength + " characters are wanted");
		}
		return text;
	}

	String text(String name, int maxLength) {
		String text = optionalText(name, maxLength);
		if (text == null) {
			throw missing(name);
		}
		return text;
	}

	int positive(String name, int defaultValue) {
		JsonNode value = get(name);
		if (value == null) {
			return defaultValue;
		}
		if (!value.isIntegralNumber() || value.bigIntegerValue().signum() <= 0) {
			throw invalid(path(name), "a positive integer is wanted");
		}
		return value.canConvertToInt() ? value.intValue() : Integer.MAX_VALUE;
	}

	ObjectNode object(String name) {
		JsonNode value = get(name);
		if (value == null) {
			throw missing(name);
		}
		return object(value, path(name));
	}

	Where where(String name) {
		return this.whereLimits.check(path(name), Where.parse(object(name)));
	}

	Instant stamp(String name) {
		Instant stamp = optionalStamp(name);
		if (stamp == null) {
			throw missing(name);
		}
		return stamp;
	}

	@Nullable Instant optionalStamp(String name) {
		String text = optionalText(name);
		if (text == null) {
			return null;
		}
		Instant stamp = Stamps.parse(text);
		if (stamp == null) {
			throw invalid(path(name), "an ISO-8601 instant such as 2026-01-31T12:00:00.000Z is wanted");
		}
		return stamp;
	}

	@Nullable Set<String> optionalTexts(String name) {
		JsonNode value = get(name);
		if (value == null) {
			return null;
		}
		Set<String> texts = new LinkedHashSet<>();
		for (JsonNode element : array(value, path(name))) {
			if (!element.isString()) {
				throw invalid(path(name), "a list of strings is wanted");
			}
			texts.add(element.stringValue());
		}
		return texts;
	}

	List<JsonBody> list(String name) {
		JsonNode value = get(name);
		if (value == null) {
			throw missing(name);
		}
		JsonNode array = array(value, path(name));
		List<JsonBody> elements = new ArrayList<>(array.size());
		for (int i = 0; i < array.size(); i++) {
			String elementPath = path(name) + '[' + i + ']';
			elements.add(new JsonBody(elementPath, object(array.get(i), elementPath), this.whereLimits));
		}
		return elements;
	}

	Map<String, RecordMetadata> metadata(String name) {
		Map<String, RecordMetadata> metadata = new LinkedHashMap<>();
		for (Map.Entry<String, JsonNode> member : object(name).properties()) {
			String memberPath = path(path(name), member.getKey());
			JsonBody stamps = new JsonBody(memberPath, object(member.getValue(), memberPath), this.whereLimits);
			stamps.only("createdAt", "updatedAt", "deletedAt");
			metadata.put(member.getKey(), new RecordMetadata(stamps.optionalStamp("createdAt"),
					stamps.optionalStamp("updatedAt"), stamps.optionalStamp("deletedAt")));
		}
		return metadata;
	}

	SyncException complaint(String name, String problem) {
		return invalid(path(name), problem);
	}

	private SyncException missing(String name) {
		return invalid(path(name), "this is required");
	}

	private @Nullable JsonNode get(String name) {
		JsonNode value = this.json.get(name);
		return (value == null || value.isNull()) ? null : value;
	}

	private String path(String name) {
		return path(this.path, name);
	}

	private static ObjectNode object(JsonNode value, String path) {
		if (value instanceof ObjectNode object) {
			return object;
		}
		throw invalid(path, "an object is wanted");
	}

	private static JsonNode array(JsonNode value, String path) {
		if (!value.isArray()) {
			throw invalid(path, "a list is wanted");
		}
		return value;
	}

	static String path(String parent, String name) {
		String shown = Names.cut(name, MAX_SHOWN);
		return parent.isEmpty() ? shown : parent + '.' + shown;
	}

	static SyncException invalid(String path, String problem) {
		return new SyncException(SyncErrorCode.INVALID_REQUEST, path + ": " + problem);
	}

}
