package io.offlinesync.stomp;

import io.offlinesync.SyncException;
import io.offlinesync.testsupport.User;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class UserSessionsTests {

	private final UserSessions sessions = new UserSessions(1);

	@Test
	void aSessionThatWasClosedBeforeItIsAddedDoesNotCount() {
		ClientSession closed = session("ann");
		given(closed.isClosed()).willReturn(true);
		this.sessions.remove(closed);
		this.sessions.add(closed);
		assertThatNoException().isThrownBy(() -> this.sessions.add(session("ann")));
	}

	@Test
	void aSessionIsRemovedFromTheUserThatItWasAddedFor() {
		ClientSession session = session("ann");
		this.sessions.add(session);
		given(session.user()).willReturn(new User("bob"));
		this.sessions.remove(session);
		this.sessions.remove(session);
		this.sessions.add(session("ann"));
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> this.sessions.add(session("ann")));
	}

	private static ClientSession session(String user) {
		ClientSession session = mock(ClientSession.class);
		given(session.user()).willReturn(new User(user));
		return session;
	}

}
