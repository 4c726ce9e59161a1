package io.offlinesync.benchmarks.result;

/**
 * What the same machine gives, in the same run, to who does without the library.
 *
 * @param what what was done instead
 * @param value how much that gave, in the unit of the figure it is the limit of
 */
public record Limit(String what, double value) {

}
