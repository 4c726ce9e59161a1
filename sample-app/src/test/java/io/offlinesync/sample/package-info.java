/**
 * The sample as an application: its own API and data.
 */
@NullMarked
package io.offlinesync.sample;

import org.jspecify.annotations.NullMarked;
