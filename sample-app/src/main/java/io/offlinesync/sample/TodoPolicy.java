package io.offlinesync.sample;

import java.security.Principal;

import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Whoever has signed in reads and writes all to-dos.
 */
@Component
class TodoPolicy implements SyncPolicy<Todo> {

	@Override
	public Where readable(@Nullable Principal user) {
		return Where.all();
	}

}
