/**
 * The wire: an endpoint of its own, its sessions and frames, and the controller.
 */
@NullMarked
package io.offlinesync.stomp;

import org.jspecify.annotations.NullMarked;
