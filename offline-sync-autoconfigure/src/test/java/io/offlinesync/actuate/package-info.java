/**
 * What those see who run the application.
 */
@NullMarked
package io.offlinesync.actuate;

import org.jspecify.annotations.NullMarked;
