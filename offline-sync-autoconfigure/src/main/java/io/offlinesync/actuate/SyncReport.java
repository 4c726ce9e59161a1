package io.offlinesync.actuate;

import java.time.Duration;
import java.util.List;

import io.offlinesync.feed.TailStatus;
import io.offlinesync.jdbc.DatabaseStatus;
import io.offlinesync.jdbc.RetentionStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint tells.
 *
 * @param tables the synced tables
 * @param database the library's own tables and the running transactions, or
 * {@literal null} if the database does not answer
 * @param failure why the database does not answer, or {@literal null} if it does
 * @param tail the tail reader of this node, or {@literal null} if it has no feed
 * @param sessions how many clients are connected to this node
 * @param oldestStream which open stream of this node knows least, or {@literal null} if
 * there is none
 * @param retention how long changes are kept
 * @param purge what this node has purged since it was started
 */
public record SyncReport(List<Table> tables, @Nullable DatabaseStatus database, @Nullable String failure,
		@Nullable TailStatus tail, int sessions, @Nullable OldestStream oldestStream, Duration retention,
		RetentionStatus purge) {

	/**
	 * A synced table.
	 *
	 * @param name the table's name
	 * @param entity the entity's class
	 * @param idType the type of the id's column
	 * @param policy the policy's class, or {@literal null} if there is none
	 * @param conflicts who wins
	 * @param missingTriggers the triggers that lack, or {@literal null} if the database
	 * does not answer
	 * @param streams the open streams of this node that follow it
	 */
	public record Table(String name, String entity, String idType, @Nullable String policy, String conflicts,
			@Nullable List<String> missingTriggers, Streams streams) {

	}

	/**
	 * Open streams.
	 *
	 * @param live how many have caught up
	 * @param behind how many read the database for themselves
	 * @param behindFor for how long the one that is most behind is
	 * @param resets how many times clients had to read a scope of it that they held again
	 * from the beginning, since this node was started
	 */
	public record Streams(int live, int behind, Duration behindFor, long resets) {

	}

	/**
	 * The stream that knows least.
	 *
	 * @param knownBefore the transaction before which it knows everything
	 * @param lag how many transactions lie between that and the newest change
	 * @param behindFor for how long it has been behind
	 */
	public record OldestStream(long knownBefore, long lag, Duration behindFor) {

	}

}
