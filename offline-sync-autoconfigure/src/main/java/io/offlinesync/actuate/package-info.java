/**
 * What those see who run the application: endpoint, health and metrics.
 */
@NullMarked
package io.offlinesync.actuate;

import org.jspecify.annotations.NullMarked;
