package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.Push;
import io.offlinesync.testsupport.User;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MutationReaderTests {

	private static final String AT = "\"2026-01-01T00:00:00Z\"";

	private final MutationReader reader = new MutationReader(10);

	@Test
	void readsAPush() {
		Push push = push(
				"""
						{"clientId":"c","cursor":"x","transactions":[
						{"id":"t1","mutations":[
						{"table":"todo","op":"create","uid":"1","data":{"a":1},"at":"2026-01-01T00:00:00.123456Z"},
						{"table":"todo","op":"update","uid":"1","data":{"a":2},"changed":["a"],"at":"2026-01-01T01:00:00+01:00"},
						{"table":"a/b","op":"delete","uid":"1","at":"2026-01-01T00:00:00Z"}]},
						{"id":"t2","mutations":[]}]}""");
		assertThat(User.nameOf(push.user())).isEqualTo("ann");
		assertThat(push.clientId()).isEqualTo("c");
		assertThat(push.cursor()).isEqualTo("x");
		assertThat(push.transactions()).extracting((transaction) -> transaction.id()).containsExactly("t1", "t2");
		List<Mutation> mutations = push.transactions().get(0).mutations();
		assertThat(mutations).extracting(Mutation::operation)
			.containsExactly(Operation.CREATE, Operation.UPDATE, Operation.DELETE);
		assertThat(mutations).extracting(Mutation::changed).containsExactly(null, Set.of("a"), null);
		assertThat(mutations.get(0).at()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123456Z"));
		assertThat(mutations.get(1).at()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
		assertThat(mutations.get(2).table()).isEqualTo("a/b");
		assertThat(mutations.get(2).data()).isNull();
	}

	@Test
	void takesNullForAbsent() {
		Push push = push("""
				{"clientId":null,"cursor":null,"transactions":[{"id":"t","mutations":[
				{"table":"todo","op":"delete","uid":"1","data":null,"changed":null,"at":%s}]}]}""".formatted(AT));
		assertThat(push.clientId()).isNull();
		assertThat(push.cursor()).isNull();
		assertThat(push.transactions().get(0).mutations()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '!', nullValues = "-", value = { "{}|transactions: this is required",
			"{\"transactions\":{}}|transactions: a list is wanted",
			"{\"transactions\":[1]}|transactions[0]: an object is wanted",
			"{\"transactions\":[],\"clientID\":\"x\"}|clientID: there is no such member here",
			"{\"transactions\":[],\"clientId\":\"\"}|clientId: 1 to 64 characters are wanted",
			"{\"transactions\":[],\"cursor\":1}|cursor: a string is wanted",
			"{\"transactions\":[{\"mutations\":[]}]}|transactions[0].id: this is required",
			"{\"transactions\":[{\"id\":\"\",\"mutations\":[]}]}|transactions[0].id: 1 to 64 characters are wanted",
			"{\"transactions\":[{\"id\":\"a\",\"mutations\":[]},{\"id\":\"a\",\"mutations\":[]}]}|"
					+ "transactions[1].id: the same as that of another transaction in this push",
			"{\"transactions\":[{\"id\":\"a\"}]}|transactions[0].mutations: this is required" })
	void namesWhatIsWrongInAPush(String body, String message) {
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> push(body))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.INVALID_REQUEST));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '!', value = { "{}|op: this is required",
			"{\"op\":\"upsert\"}|op: create, update or delete is wanted",
			"{\"op\":\"create\",\"uid\":\"1\",\"data\":{},\"at\":AT}|table: this is required",
			"{\"op\":\"create\",\"table\":\"t\",\"data\":{},\"at\":AT}|uid: this is required",
			"{\"op\":\"create\",\"table\":\"t\",\"uid\":1,\"data\":{},\"at\":AT}|uid: a string is wanted",
			"{\"op\":\"create\",\"table\":\"t\",\"uid\":\"1\",\"at\":AT}|data: this is required",
			"{\"op\":\"create\",\"table\":\"t\",\"uid\":\"1\",\"data\":[],\"at\":AT}|data: an object is wanted",
			"{\"op\":\"create\",\"table\":\"t\",\"uid\":\"1\",\"data\":{}}|at: this is required",
			"{\"op\":\"create\",\"table\":\"t\",\"uid\":\"1\",\"data\":{},\"at\":1}|at: a string is wanted",
			"{\"op\":\"create\",\"table\":\"t\",\"uid\":\"1\",\"data\":{},\"at\":\"1\"}|"
					+ "at: an ISO-8601 instant such as 2026-01-31T12:00:00.000Z is wanted",
			"{\"op\":\"create\",\"table\":\"t\",\"uid\":\"1\",\"data\":{},\"changed\":[],\"at\":AT}|"
					+ "changed: there is no such member here",
			"{\"op\":\"update\",\"table\":\"t\",\"uid\":\"1\",\"data\":{},\"chnged\":[],\"at\":AT}|"
					+ "chnged: there is no such member here",
			"{\"op\":\"update\",\"table\":\"t\",\"uid\":\"1\",\"data\":{},\"changed\":\"a\",\"at\":AT}|"
					+ "changed: a list is wanted",
			"{\"op\":\"update\",\"table\":\"t\",\"uid\":\"1\",\"data\":{},\"changed\":[1],\"at\":AT}|"
					+ "changed: a list of strings is wanted",
			"{\"op\":\"delete\",\"table\":\"t\",\"uid\":\"1\",\"data\":{},\"at\":AT}|data: there is no such member here" })
	void namesWhatIsWrongInAMutation(String mutation, String message) {
		String body = "{\"transactions\":[{\"id\":\"a\",\"mutations\":[%s]}]}".formatted(mutation.replace("AT", AT));
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> push(body))
			.withMessage("transactions[0].mutations[0]." + message);
	}

	@Test
	void countsMutationsOverAllTransactions() {
		push("{\"transactions\":[" + transaction("a", 5) + "," + transaction("b", 5) + "]}");
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> push("{\"transactions\":[" + transaction("a", 5) + "," + transaction("b", 6) + "]}"))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.TOO_LARGE));
	}

	private static String transaction(String id, int mutations) {
		return "{\"id\":\"%s\",\"mutations\":[%s]}".formatted(id,
				IntStream.range(0, mutations)
					.mapToObj((i) -> "{\"table\":\"t\",\"op\":\"delete\",\"uid\":\"%s\",\"at\":%s}".formatted(i, AT))
					.collect(Collectors.joining(",")));
	}

	private Push push(String body) {
		return this.reader.push(new User("ann"),
				new WireJson(TestProperties.of()).read(body.getBytes(StandardCharsets.UTF_8)));
	}

}
