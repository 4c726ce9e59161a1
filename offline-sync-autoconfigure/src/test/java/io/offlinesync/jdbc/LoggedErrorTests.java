package io.offlinesync.jdbc;

import java.sql.SQLException;

import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;

import static org.assertj.core.api.Assertions.assertThat;

class LoggedErrorTests {

	private static PSQLException postgres(String state, String routine) {
		return new PSQLException(new ServerErrorMessage("SERROR\0VERROR\0C" + state + "\0Mfirst sesame\0"
				+ "DFailing row contains (sesame).\0Hhint sesame\0Wwhere sesame\0qselect sesame\0spublic\0tnote\0nnote_key\0R"
				+ routine + "\0\0"));
	}

	private static String print(Throwable error) {
		return Throwables.getStackTrace(error);
	}

	@Test
	void saysOfTheDatabasesErrorsWhereTheyAre() {
		PSQLException cause = postgres("P0001", "exec_stmt_raise");
		Throwable error = new DataIntegrityViolationException("SQL [insert into note values ('sesame')]; " + cause,
				cause);
		error.addSuppressed(foreign(new IllegalStateException("sesame")));
		assertThat(error).hasMessageContaining("sesame");
		String text = print(LoggedError.of(error));
		assertThat(text).doesNotContain("sesame")
			.contains(DataIntegrityViolationException.class.getName())
			.contains("SQLSTATE P0001, schema 'public', table 'note', constraint 'note_key'")
			.contains("Suppressed: ")
			.contains("LoggedErrorTests.saysOfTheDatabasesErrorsWhereTheyAre(LoggedErrorTests.java:");
		assertThat(LoggedError.line(error)).doesNotContain("sesame")
			.contains(DataIntegrityViolationException.class.getName(), "P0001");
	}

	@ParameterizedTest
	@CsvSource({ "42501, aclcheck_error, true", "42P01, parserOpenTable, true", "42601, scanner_yyerror, false",
			"22P02, string_to_uuid, false", "23505, _bt_check_unique, false", "42501, exec_stmt_raise, false",
			"P0001, exec_stmt_raise, false", "XX000, whatever, false" })
	void repeatsTheDatabaseWhereItSpeaksOfItself(String state, String routine, boolean repeated) {
		String text = print(LoggedError.of(postgres(state, routine)));
		assertThat(text.contains("first sesame")).isEqualTo(repeated);
		assertThat(text.replace("first sesame", "")).doesNotContain("sesame").contains("SQLSTATE " + state);
	}

	@Test
	void repeatsNoStatementsOfBatches() {
		SQLException batch = new java.sql.BatchUpdateException("Batch entry 0 insert into note values ('sesame')",
				"23505", new int[0], postgres("23505", "x"));
		assertThat(print(LoggedError.of(batch))).doesNotContain("sesame").contains("note_key");
		assertThat(print(LoggedError.of(new BadSqlGrammarException("a task", "select sesame", batch))))
			.doesNotContain("sesame");
	}

	@Test
	void repeatsTheMachineAndTheLibrary() {
		assertThat(LoggedError.line(new NullPointerException("because x is null"))).contains("because x is null");
		assertThat(LoggedError.line(new IllegalStateException("said here"))).contains("said here");
		Throwable cause = foreign(new IllegalArgumentException("sesame"));
		assertThat(print(LoggedError.of(new RefusedWriteException(1, (RuntimeException) cause))))
			.doesNotContain("sesame");
		assertThat(print(LoggedError.of(new IllegalStateException("It said: sesame", cause)))).doesNotContain("sesame");
	}

	private static Throwable foreign(Throwable error) {
		error.setStackTrace(new StackTraceElement[] { new StackTraceElement("org.example.App", "run", "App.java", 7) });
		return error;
	}

	@Test
	void comesToAnEnd() {
		Throwable one = foreign(new IllegalStateException("sesame"));
		Throwable other = new IllegalStateException("sesame", one);
		one.initCause(other);
		assertThat(print(LoggedError.of(one))).doesNotContain("sesame").contains("org.example.App.run");
		assertThat(LoggedError.line(one)).doesNotContain("sesame");
	}

}
