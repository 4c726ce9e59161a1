/**
 * Shared to-do lists that work offline.
 */
package io.offlinesync.sample;
