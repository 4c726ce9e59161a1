package io.offlinesync.inspector;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.offlinesync.Where;
import io.offlinesync.feed.StreamStatus;
import io.offlinesync.feed.TailStatus;
import io.offlinesync.jdbc.WireNames;
import io.offlinesync.stomp.SessionStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows.
 *
 * @param time this node's clock
 * @param tables the names of the synced tables
 * @param sessions how many clients are connected
 * @param tail the tail reader
 * @param streams some of the open streams, the oldest session's first
 * @param moreStreams how many others there are
 * @param pushes the last pushes, the last one first
 */
record InspectedNode(Instant time, List<String> tables, int sessions, TailStatus tail, List<Stream> streams,
		int moreStreams, List<InspectedPush> pushes) {

	private static final int MOST = 200;

	static InspectedNode of(List<String> tables, List<SessionStatus> sessions, TailStatus tail,
			List<InspectedPush> pushes) {
		int all = sessions.stream().mapToInt((session) -> session.streams().size()).sum();
		List<Stream> some = sessions.stream()
			.sorted(Comparator.comparing(SessionStatus::since))
			.flatMap((session) -> session.streams().stream().map((stream) -> Stream.of(session, stream)))
			.limit(MOST)
			.toList();
		return new InspectedNode(Instant.now(), tables, sessions.size(), tail, some, all - some.size(), pushes);
	}

	/**
	 * A stream.
	 *
	 * @param session the session's id, as the log names it
	 * @param user the user's name, or {@literal null} if anonymous
	 * @param since when the session began
	 * @param subscription the id that the client gave the stream
	 * @param scopes what it follows
	 * @param live whether it has caught up
	 * @param behindMillis for how long it has been behind, in milliseconds
	 * @param pages how many pages it has told
	 * @param unacknowledged how many of them wait for the client's acknowledgement
	 * @param knownBefore the transaction before which the client knows everything, or
	 * {@literal null} if it was told nothing
	 * @param cursor the client's cursor, or {@literal null} if it was told nothing
	 */
	record Stream(String session, @Nullable String user, Instant since, String subscription, List<Scope> scopes,
			boolean live, long behindMillis, long pages, int unacknowledged, @Nullable Long knownBefore,
			@Nullable String cursor) {

		private static Stream of(SessionStatus session, SessionStatus.Stream stream) {
			StreamStatus status = stream.status();
			return new Stream(session.id(), session.user(), session.since(), stream.subscription(),
					status.scopes()
						.stream()
						.map((scope) -> new Scope(scope.table(), Scope.text(scope.where())))
						.toList(),
					status.live(), status.behindFor().toMillis(), status.pages(), stream.unacknowledged(),
					status.knownBefore(), status.cursor());
		}

	}

	/**
	 * A scope.
	 *
	 * @param table the table's name
	 * @param where the condition as text, empty if it holds for all
	 */
	record Scope(String table, String where) {

		private static String text(Where where) {
			return Texts.shorten(where.terms().stream().map(Scope::text).collect(Collectors.joining(" and ")));
		}

		private static String text(Where.Term term) {
			String operator = switch (term.operator()) {
				case EQ -> "=";
				case NE -> "≠";
				case GT -> ">";
				case GTE -> "≥";
				case LT -> "<";
				case LTE -> "≤";
				default -> WireNames.of(term.operator()).replace('-', ' ');
			};
			String values = term.values().stream().map(String::valueOf).collect(Collectors.joining(", "));
			return (term.field() + ' ' + operator + ' ' + values).strip();
		}

	}

}
