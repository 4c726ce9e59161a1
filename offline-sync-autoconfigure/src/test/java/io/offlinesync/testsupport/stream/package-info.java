/**
 * A client's side of a stream: pages read strictly, and what they leave a client with.
 */
@NullMarked
package io.offlinesync.testsupport.stream;

import org.jspecify.annotations.NullMarked;
