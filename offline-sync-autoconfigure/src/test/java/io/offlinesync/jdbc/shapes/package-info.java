/**
 * Entities of every shape an application may have: what can be synced, and what is
 * refused at startup.
 */
@NullMarked
package io.offlinesync.jdbc.shapes;

import org.jspecify.annotations.NullMarked;
