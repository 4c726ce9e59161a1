package io.offlinesync.sample;

import java.security.Principal;
import java.util.UUID;

import io.offlinesync.Operation;
import io.offlinesync.ProposedWrite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TodoListPolicyTests {

	private static final UUID UID = UUID.randomUUID();

	private static final Principal ANA = () -> "ana";

	private final TodoListPolicy policy = new TodoListPolicy();

	private static TodoList list(String name, String createdBy) {
		return new TodoList(UID, name, "#2f6f4f", createdBy, null);
	}

	private boolean permits(Operation operation, @Nullable TodoList before, @Nullable TodoList after) {
		return this.policy.permits(ANA, new ProposedWrite<>(operation, UID.toString(), before, after, true, true));
	}

	@Test
	void nobodyMakesAListInTheNameOfAnother() {
		assertThat(permits(Operation.CREATE, null, list("Hers", "ana"))).isTrue();
		assertThat(permits(Operation.CREATE, null, list("His", "ben"))).isFalse();
		assertThat(permits(Operation.UPDATE, list("His", "ben"), list("Hers", "ana"))).isFalse();
	}

	@Test
	void everybodyRenamesAListAndOnlyItsMakerDeletesIt() {
		assertThat(permits(Operation.UPDATE, list("His", "ben"), list("Ours", "ben"))).isTrue();
		assertThat(permits(Operation.DELETE, list("His", "ben"), null)).isFalse();
		assertThat(permits(Operation.DELETE, list("Hers", "ana"), null)).isTrue();
	}

}
