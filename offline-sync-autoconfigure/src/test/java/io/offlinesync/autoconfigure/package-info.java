/**
 * Tests of the auto-configuration.
 */
@NullMarked
package io.offlinesync.autoconfigure;

import org.jspecify.annotations.NullMarked;
