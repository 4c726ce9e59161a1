package io.offlinesync.feed;

import java.security.Principal;
import java.util.List;

import io.offlinesync.Where;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to follow.
 *
 * @param user the user, or {@literal null} if anonymous
 * @param scopes the parts of tables, in the client's order, at least one
 * @param cursor where the client stopped, or {@literal null} if it holds nothing; one
 * that is unreadable, foreign or too old counts as none
 */
public record StreamRequest(@Nullable Principal user, List<Scope> scopes, @Nullable String cursor) {

	public StreamRequest {
		scopes = List.copyOf(scopes);
	}

	/**
	 * A part of a table.
	 *
	 * @param table the table's name
	 * @param where the condition that its records fulfil
	 */
	public record Scope(String table, Where where) {

	}

}
