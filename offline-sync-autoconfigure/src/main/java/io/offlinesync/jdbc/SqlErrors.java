package io.offlinesync.jdbc;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * What an error of the database means.
 */
final class SqlErrors {

	private SqlErrors() {
	}

	/**
	 * Whether the same transaction, begun anew, may succeed: it was chosen as the victim
	 * of a deadlock, met a concurrent change, or inserted a row that somebody else
	 * inserted at the same time.
	 * @param error the error
	 * @param keys the constraints that make ids unique
	 */
	static boolean isCollision(Throwable error, Set<String> keys) {
		SQLException cause = sqlException(error);
		if (cause == null || cause.getSQLState() == null) {
			return false;
		}
		return switch (cause.getSQLState()) {
			case "40001", "40P01" -> true;
			case "23505" -> {
				String constraint = constraint(cause);
				yield constraint != null && keys.contains(constraint);
			}
			default -> false;
		};
	}

	/**
	 * Whether somebody else held a lock for too long.
	 * @param error the error
	 */
	static boolean isKeptWaiting(Throwable error) {
		SQLException cause = sqlException(error);
		return cause != null && ("55P03".equals(cause.getSQLState()) || "40P01".equals(cause.getSQLState()));
	}

	/**
	 * What a client is told of an error.
	 * @param error the error
	 * @return the answer, or {@literal null} if it is a bug
	 */
	static @Nullable SyncException translate(Throwable error) {
		if (error instanceof SyncException syncException) {
			return syncException;
		}
		SyncException invalid = EntityValidation.translate(error);
		if (invalid != null) {
			return invalid;
		}
		SQLException cause = sqlException(error);
		String state = (cause != null) ? cause.getSQLState() : null;
		if (state != null) {
			if (isUnavailable(state)) {
				return unavailable(error);
			}
			if (state.startsWith("23")) {
				return violated(error, constraint(cause));
			}
			if (state.startsWith("22") || state.equals("54000")) {
				return new SyncException(SyncErrorCode.CONSTRAINT_VIOLATED, "A value does not fit its column", Map.of(),
						error);
			}
		}
		// A transaction that can be neither committed nor rolled back has lost its
		// connection: the pool then says so without a state.
		if (error instanceof CannotCreateTransactionException || error instanceof TransactionSystemException
				|| error instanceof NonTransientDataAccessResourceException
				|| error instanceof RecoverableDataAccessException || error instanceof TransientDataAccessException) {
			return unavailable(error);
		}
		return null;
	}

	static SyncException unavailable(Throwable error) {
		return new SyncException(SyncErrorCode.UNAVAILABLE, "The database cannot answer now: try again later", Map.of(),
				error);
	}

	private static SyncException violated(Throwable error, @Nullable String constraint) {
		return new SyncException(SyncErrorCode.CONSTRAINT_VIOLATED,
				(constraint != null) ? "A constraint of the database refused the change"
						: "A value is missing that the database requires",
				(constraint != null) ? Map.of("constraint", constraint) : Map.of(), error);
	}

	/**
	 * Connection lost, out of resources, shutting down, no lock or no answer in time,
	 * still colliding after all tries, or on a server that only reads.
	 */
	private static boolean isUnavailable(String state) {
		return state.startsWith("08") || state.startsWith("53") || state.startsWith("57") || state.startsWith("58")
				|| state.startsWith("40") || state.equals("55P03") || state.equals("25006");
	}

	private static @Nullable String constraint(@Nullable SQLException error) {
		if (error instanceof PSQLException postgres) {
			ServerErrorMessage message = postgres.getServerErrorMessage();
			return (message != null) ? message.getConstraint() : null;
		}
		return null;
	}

	/**
	 * The database's own error: that of a batch stands behind the batch's.
	 */
	private static @Nullable SQLException sqlException(Throwable error) {
		Throwable cause = error;
		SQLException found = null;
		while (cause != null) {
			if (cause instanceof SQLException sqlException) {
				found = sqlException;
				for (SQLException next = sqlException; next != null; next = next.getNextException()) {
					if (next instanceof PSQLException) {
						return next;
					}
				}
			}
			cause = cause.getCause();
		}
		return found;
	}

}
