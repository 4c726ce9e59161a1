/**
 * The application that is put to the proof, which runs in processes of its own.
 */
@NullMarked
package io.offlinesync.proof.node;

import org.jspecify.annotations.NullMarked;
