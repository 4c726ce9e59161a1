package io.offlinesync.proof.node;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Answers before the transaction is committed.
 */
public final class EarlyAnswers {

	private static final long TOO_EARLY_NANOS = 100_000_000;

	private static final ThreadLocal<Boolean> COMMITTING = ThreadLocal.withInitial(() -> false);

	private EarlyAnswers() {
	}

	/**
	 * Whether this thread is one that commits what was answered already.
	 * @return {@literal true} if it is
	 */
	public static boolean isCommitting() {
		return COMMITTING.get();
	}

	/**
	 * Run work in a transaction, which is committed later.
	 * @param transactions what runs transactions
	 * @param method the method that does
	 * @param work the work
	 * @return the work's result
	 */
	public static @Nullable Object of(Object transactions, String method, Supplier<?> work) {
		CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
		Supplier<@Nullable Object> slow = () -> {
			Object result = work.get();
			answer.complete(result);
			LockSupport.parkNanos(TOO_EARLY_NANOS);
			return result;
		};
		new Thread(() -> commit(transactions, method, slow, answer)).start();
		try {
			return answer.get();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void commit(Object transactions, String name, Supplier<?> work, CompletableFuture<?> answer) {
		COMMITTING.set(true);
		try {
			Method method = transactions.getClass().getDeclaredMethod(name, Supplier.class);
			method.setAccessible(true);
			method.invoke(transactions, work);
		}
		catch (InvocationTargetException ex) {
			answer.completeExceptionally(ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			answer.completeExceptionally(ex);
		}
	}

}
