/**
 * What is measured, by which names, and who is named in the log.
 */
@NullMarked
package io.offlinesync.observation;

import org.jspecify.annotations.NullMarked;
