package io.offlinesync.sample;

import java.security.Principal;

import io.offlinesync.ProposedWrite;
import io.offlinesync.SyncPolicy;
import io.offlinesync.Where;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Lists are everybody's, but nobody makes one in the name of another, and only who made
 * it deletes it.
 */
@Component
class TodoListPolicy implements SyncPolicy<TodoList> {

	@Override
	public Where readable(@Nullable Principal user) {
		return Where.all();
	}

	@Override
	public boolean permits(@Nullable Principal user, ProposedWrite<TodoList> write) {
		TodoList before = write.before();
		TodoList after = write.after();
		if (before != null && after != null) {
			return before.createdBy().equals(after.createdBy());
		}
		TodoList one = (after != null) ? after : before;
		return user != null && one != null && one.createdBy().equals(user.getName());
	}

}
