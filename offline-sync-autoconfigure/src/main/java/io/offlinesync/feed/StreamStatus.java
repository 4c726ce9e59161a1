package io.offlinesync.feed;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A stream as of now.
 *
 * @param user the user's name, empty if anonymous
 * @param scopes what it follows, as the client asked for it
 * @param live whether it has caught up and takes what the tail hands out; else it reads
 * the database for itself
 * @param behindFor for how long it has had something to tell, or to read, that it has not
 * told yet; zero if all was told
 * @param pages how many pages it has told
 * @param cursor where the client stands that has stored them all, or {@literal null} if
 * none was told
 * @param knownBefore the transaction before which that client knows everything, or
 * {@literal null} if none was told
 */
public record StreamStatus(String user, List<StreamRequest.Scope> scopes, boolean live, Duration behindFor, long pages,
		@Nullable String cursor, @Nullable Long knownBefore) {

	public StreamStatus {
		scopes = List.copyOf(scopes);
	}

	/**
	 * Whether one of the scopes is of a table.
	 * @param table the table's name
	 * @return {@literal true} if so
	 */
	public boolean follows(String table) {
		return this.scopes.stream().anyMatch((scope) -> scope.table().equals(table));
	}

}
