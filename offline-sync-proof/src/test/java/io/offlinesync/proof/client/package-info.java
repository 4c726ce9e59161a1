/**
 * Clients that speak the protocol, and the lines between them and the servers.
 */
@NullMarked
package io.offlinesync.proof.client;

import org.jspecify.annotations.NullMarked;
