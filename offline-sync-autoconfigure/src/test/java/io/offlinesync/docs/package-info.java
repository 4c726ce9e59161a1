/**
 * Whether what the documentation says is still so.
 */
@NullMarked
package io.offlinesync.docs;

import org.jspecify.annotations.NullMarked;
