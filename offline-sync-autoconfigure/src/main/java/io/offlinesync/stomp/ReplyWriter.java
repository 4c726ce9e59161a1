package io.offlinesync.stomp;

import java.util.function.Consumer;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.ReconcileAnswer;
import io.offlinesync.jdbc.RecordPage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the bodies of answers. An answer that can be asked for in pieces is as large as
 * a request at most. Others must arrive, since what they report has happened already, and
 * are allowed to be larger.
 */
class ReplyWriter {

	private static final int LENIENCE = 16;

	private final int maxBytes;

	ReplyWriter(int maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Write a result.
	 * @param result what a method of the {@link SyncController} returned
	 * @return the JSON text
	 * @throws SyncException if it is too large
	 */
	String result(@Nullable Object result) {
		int limit = this.maxBytes;
		String advice;
		if (result instanceof RecordPage) {
			advice = "ask for fewer records, with a smaller limit";
		}
		else if (result instanceof ReconcileAnswer) {
			advice = "reconcile a smaller range, with after and upTo";
		}
		else {
			limit *= LENIENCE;
			advice = "it will not fit, however often you ask";
		}
		String text = write(limit, advice, (json) -> {
			json.writeName("result");
			ResultJson.write(json, result);
		});
		if (StompFrames.utf8Length(text) > limit) {
			throw tooLarge(limit, advice);
		}
		return text;
	}

	/**
	 * Write an error.
	 * @param error the error
	 * @return the JSON text
	 */
	static String error(SyncException error) {
		return write(Integer.MAX_VALUE, "", (json) -> {
			json.writeName("error");
			ResultJson.writeError(json, error, null);
		});
	}

	private static String write(int limit, String advice, Consumer<JsonGenerator> content) {
		LimitedText text = new LimitedText(limit, () -> tooLarge(limit, advice));
		try (JsonGenerator json = ResultJson.MAPPER.createGenerator(text)) {
			json.writeStartObject();
			content.accept(json);
			json.writeEndObject();
		}
		return text.toString();
	}

	private static SyncException tooLarge(int limit, String advice) {
		return new SyncException(SyncErrorCode.TOO_LARGE,
				"The answer would have more than " + limit + " bytes: " + advice);
	}

}
