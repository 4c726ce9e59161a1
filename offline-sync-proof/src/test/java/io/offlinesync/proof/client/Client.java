package io.offlinesync.proof.client;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A client that takes part.
 */
public interface Client extends AutoCloseable {

	/**
	 * Edit no more, or again.
	 * @param quiet whether only to send and receive
	 */
	void quiet(boolean quiet);

	/**
	 * Have something happen on its line, unless it sees to that itself.
	 */
	default void disturb() {
	}

	/**
	 * Expect no more that transactions are remembered.
	 */
	default void forget() {
	}

	/**
	 * Whether everything was answered.
	 * @return {@literal true} if nothing waits
	 */
	boolean isDrained();

	/**
	 * What it noticed itself.
	 * @return what is wrong, or {@literal null} if nothing is
	 */
	@Nullable String trouble();

	/**
	 * What was answered since this was called last.
	 * @return the answers, in order
	 */
	List<Answer> answers();

	/**
	 * What it held at complete pages, from the last one that was returned before.
	 * @return the states
	 */
	default List<CompleteState> states() {
		return List.of();
	}

	/**
	 * What it holds, if that is complete.
	 * @return the state, or {@literal null}
	 */
	@Nullable CompleteState last();

	@Override
	void close();

}
