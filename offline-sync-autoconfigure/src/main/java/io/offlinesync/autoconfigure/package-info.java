/**
 * Auto-configuration, properties and failure analysis.
 */
@NullMarked
package io.offlinesync.autoconfigure;

import org.jspecify.annotations.NullMarked;
