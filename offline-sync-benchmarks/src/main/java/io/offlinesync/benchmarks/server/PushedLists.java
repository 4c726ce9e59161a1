package io.offlinesync.benchmarks.server;

import java.security.Principal;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/**
 * A policy like those of applications whose users are members of lists: it permits a
 * hundred, which it does not look up.
 */
@Component
@ConditionalOnBooleanProperty("benchmark.policy")
public class PushedLists implements SyncPolicy<Todo> {

	private static final int LISTS = 100;

	private static final List<UUID> ALL = LongStream.range(0, LISTS).mapToObj((i) -> new UUID(1, i)).toList();

	/**
	 * A list that the policy permits.
	 * @param number which
	 * @return the list
	 */
	public static UUID list(int number) {
		return ALL.get(number % LISTS);
	}

	@Override
	public Where readable(@Nullable Principal user) {
		return Where.in("listUid", ALL);
	}

}
