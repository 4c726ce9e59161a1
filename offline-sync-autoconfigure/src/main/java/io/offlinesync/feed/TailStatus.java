package io.offlinesync.feed;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The tail reader of a node as of now.
 *
 * @param alive whether its thread runs
 * @param streams how many streams it hands out changes to; while there are none, it rests
 * @param lag how long ago it last had handed out all that there was; zero while it rests
 * @param failure what keeps it from reading, in one line, or {@literal null} if nothing
 * does
 */
public record TailStatus(boolean alive, int streams, Duration lag, @Nullable String failure) {

}
