package io.offlinesync.stomp;

import java.util.List;
import java.util.Objects;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.feed.StreamListener;
import io.offlinesync.feed.StreamRequest;
import io.offlinesync.feed.StreamRequest.Scope;
import io.offlinesync.observation.SyncObservations;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

class StreamOpenerTests {

	private final FakeFeed feed = new FakeFeed();

	private final StreamOpener opener = new StreamOpener(this.feed, TestProperties.of("max-scopes=2"),
			SyncObservations.NONE);

	@Test
	void readsScopesAndCursor() {
		StreamRequest request = open("[{\"table\":\"todo\",\"where\":{\"listUid\":\"a\",\"priority\":{\"gte\":3}}},"
				+ "{\"where\":{},\"table\":\"todo_list\"}]", "c:1", "ann");
		assertThat(request).isEqualTo(new StreamRequest(new User("ann"),
				List.of(new Scope("todo", Where.parse("{\"listUid\":\"a\",\"priority\":{\"gte\":3}}")),
						new Scope("todo_list", Where.all())),
				"c:1"));
	}

	@Test
	void needsNoCursorAndNoUser() {
		StreamRequest request = open("[{\"table\":\"todo\",\"where\":{}}]", null, null);
		assertThat(User.nameOf(request.user())).isNull();
		assertThat(request.cursor()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '!',
			textBlock = """
					| scopes: this is required
					null | scopes: this is required
					!! | scopes: a list is wanted
					[] | scopes: at least one is wanted
					{"table":"todo","where":{}} | scopes: a list is wanted
					[1] | scopes[0]: an object is wanted
					[{"where":{}}] | scopes[0].table: this is required
					[{"table":1,"where":{}}] | scopes[0].table: a string is wanted
					[{"table":"todo"}] | scopes[0].where: this is required
					[{"table":"todo","where":[]}] | scopes[0].where: an object is wanted
					[{"table":"todo","where":{}},{"table":"todo","where":{},"limit":3}] | scopes[1].limit: there is no such member here
					[{"table":"todo","where":{"a":"\\u0000"}}] | scopes[0].where.a: there is no place for U+0000 in the database
					""")
	void complainsOfTheMember(@Nullable String scopes, String message) {
		assertThatRefused(scopes, SyncErrorCode.INVALID_REQUEST, message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
			[ | The scopes header is not JSON at line 1, column 2
			[{"table":"todo","where":{}}] x | The scopes header is not JSON at line 1
			[{"table":"todo","table":"todo","where":{}}] | The scopes header is not JSON at line 1
			""")
	void wantsStrictJson(String scopes, String message) {
		assertThatRefused(scopes, SyncErrorCode.INVALID_REQUEST, message);
	}

	@Test
	void refusesAWhereThatIsNone() {
		assertThatRefused("[{\"table\":\"todo\",\"where\":{\"a\":{\"like\":\"x\"}}}]", SyncErrorCode.INVALID_WHERE, "");
	}

	@Test
	void refusesTooManyScopes() {
		String scope = "{\"table\":\"todo\",\"where\":{}}";
		assertThat(open("[" + scope + "," + scope + "]", null, null).scopes()).hasSize(2);
		assertThatRefused("[" + scope + "," + scope + "," + scope + "]", SyncErrorCode.TOO_LARGE,
				"A stream has at most 2 scopes");
	}

	private void assertThatRefused(@Nullable String scopes, SyncErrorCode code, String message) {
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> open(scopes, null, null))
			.withMessageStartingWith(message)
			.extracting(SyncException::code)
			.isEqualTo(code);
		assertThat(this.feed.opened).isEmpty();
	}

	private StreamRequest open(@Nullable String scopes, @Nullable String cursor, @Nullable String user) {
		StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.SUBSCRIBE);
		if (scopes != null) {
			headers.setNativeHeader("scopes", scopes);
		}
		if (cursor != null) {
			headers.setNativeHeader("cursor", cursor);
		}
		if (user != null) {
			headers.setUser(new User(user));
		}
		this.opener.open(headers, mock(StreamListener.class));
		return Objects.requireNonNull(this.feed.opened.poll()).request;
	}

}
