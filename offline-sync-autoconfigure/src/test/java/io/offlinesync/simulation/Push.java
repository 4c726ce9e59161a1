package io.offlinesync.simulation;

import java.util.List;
import java.util.function.Consumer;

import io.offlinesync.simulation.OwnTransaction.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What a client pushes, as it arrives.
 *
 * @param client the client
 * @param transactions its transactions, in order
 * @param cursor where its stream has stopped, or {@literal null}
 * @param epoch since which crash the server runs that it came to
 * @param answer takes the answers to the first transactions, those after which were not
 * attempted; {@literal null} if a stream has to be opened first
 */
record Push(Client client, List<OwnTransaction> transactions, @Nullable String cursor, int epoch,
		Consumer<@Nullable List<Answer>> answer) {

}
