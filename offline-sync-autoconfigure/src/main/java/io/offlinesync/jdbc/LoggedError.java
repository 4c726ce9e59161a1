package io.offlinesync.jdbc;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * An error as the log may hold it: what it is, where it comes from and what caused it,
 * without what may be made of records or hold SQL. The database repeats rows in its
 * details, its driver repeats statements with their values, and converters, parsers and
 * applications say what they could not use.
 */
final class LoggedError extends Exception {

	private static final String WITHHELD = "(message withheld)";

	/**
	 * Written by the virtual machine, or by whoever calls {@code requireNonNull}.
	 */
	private static final Set<Class<?>> PLAIN = Set.of(NullPointerException.class, ClassCastException.class,
			IndexOutOfBoundsException.class, ArrayIndexOutOfBoundsException.class,
			StringIndexOutOfBoundsException.class, StackOverflowError.class, OutOfMemoryError.class,
			NoSuchMethodError.class, NoClassDefFoundError.class);

	private static final String ROOT = "io.offlinesync";

	/** The library's own packages, in which messages are made of names only. */
	private static final Set<String> OWN = Set.of(ROOT, ROOT + ".reconcile", ROOT + ".observation", ROOT + ".jdbc",
			ROOT + ".feed", ROOT + ".stomp", ROOT + ".inspector", ROOT + ".actuate", ROOT + ".autoconfigure");

	/**
	 * Of connections, rights, schemas, locks and resources, where the database speaks of
	 * its own objects only.
	 */
	private static final List<String> SPOKEN_STATES = List.of("08", "25", "28", "3D", "3F", "40", "42", "53", "54",
			"55", "57");

	/** Quotes the statement. */
	private static final String SYNTAX_ERROR = "42601";

	private LoggedError(String message) {
		super(message);
	}

	/**
	 * The same error for the log, with its stack trace, causes and what was suppressed.
	 */
	static LoggedError of(Throwable error) {
		return of(error, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private static LoggedError of(Throwable error, Set<Throwable> seen) {
		seen.add(error);
		LoggedError logged = new LoggedError(describe(error));
		logged.setStackTrace(error.getStackTrace());
		Throwable cause = error.getCause();
		if (cause != null && !seen.contains(cause)) {
			logged.initCause(of(cause, seen));
		}
		for (Throwable suppressed : error.getSuppressed()) {
			if (!seen.contains(suppressed)) {
				logged.addSuppressed(of(suppressed, seen));
			}
		}
		return logged;
	}

	/**
	 * The error and what is at the bottom of it, in one line.
	 */
	static String line(Throwable error) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<Throwable> causes = new ArrayDeque<>();
		for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
			causes.add(cause);
		}
		String first = describe(error);
		return (causes.size() == 1) ? first : first + ", caused by " + describe(causes.getLast());
	}

	private static String describe(Throwable error) {
		return error.getClass().getName() + ": " + message(error);
	}

	private static @Nullable String message(Throwable error) {
		if (error instanceof SQLException sql) {
			return sqlMessage(sql);
		}
		return (error.getMessage() == null || PLAIN.contains(error.getClass()) || isOwn(error)) ? error.getMessage()
				: WITHHELD;
	}

	private static String sqlMessage(SQLException error) {
		ServerErrorMessage server = (error instanceof PSQLException postgres) ? postgres.getServerErrorMessage() : null;
		String state = String.valueOf(error.getSQLState());
		StringJoiner text = new StringJoiner(", ").add("SQLSTATE " + state);
		if (server != null) {
			addName(text, "schema", server.getSchema());
			addName(text, "table", server.getTable());
			addName(text, "column", server.getColumn());
			addName(text, "constraint", server.getConstraint());
		}
		if (SPOKEN_STATES.stream().noneMatch(state::startsWith) || state.equals(SYNTAX_ERROR)) {
			return text.add(WITHHELD).toString();
		}
		// Code in the database may raise any state, with words of its own.
		boolean raised = server != null
				&& String.valueOf(server.getRoutine()).toLowerCase(Locale.ROOT).contains("raise");
		String said = (server != null) ? server.getMessage()
				: (error instanceof PSQLException) ? error.getMessage() : null;
		return text.add((said != null && !raised) ? said : WITHHELD).toString();
	}

	private static void addName(StringJoiner text, String kind, @Nullable String name) {
		if (name != null) {
			text.add(kind + " '" + name + "'");
		}
	}

	/**
	 * Whether the library has said it, and not only passed on what its cause says.
	 */
	private static boolean isOwn(Throwable error) {
		StackTraceElement[] trace = error.getStackTrace();
		String type = error.getClass().getName();
		if (trace.length == 0 || !isIn(OWN, trace[0].getClassName())
				|| !(isIn(OWN, type) || isIn(Set.of("java.lang"), type))) {
			return false;
		}
		Throwable cause = error.getCause();
		return cause == null || cause.getMessage() == null
				|| !String.valueOf(error.getMessage()).contains(cause.getMessage()) || isOwn(cause);
	}

	private static boolean isIn(Set<String> packages, String type) {
		return packages.contains(type.substring(0, Math.max(0, type.lastIndexOf('.'))));
	}

}
