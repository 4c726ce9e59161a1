package io.offlinesync.proof.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import io.offlinesync.Operation;
import io.offlinesync.reconcile.StoredState;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * What is written into broken methods.
 */
public final class Breakages {

	private Breakages() {
	}

	static class NothingRuns {

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false) LongStream running) {
			running = LongStream.empty();
		}

	}

	static class NoTransaction {

		@Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
		static Object[] enter(@Advice.Argument(0) Supplier<?> work) {
			return new Object[] { work.get() };
		}

		@Advice.OnMethodExit
		static void exit(@Advice.Enter Object[] result,
				@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
			returned = result[0];
		}

	}

	static class DeleteLosesTies {

		@Advice.OnMethodEnter
		static void enter(@Advice.Argument(0) StoredState stored, @Advice.Argument(1) Operation operation,
				@Advice.Argument(value = 2, readOnly = false) Instant stamp) {
			if (operation == Operation.DELETE && stamp.equals(stored.time())) {
				stamp = stamp.minusMillis(1);
			}
		}

	}

	static class Reversed {

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false) List<?> pages) {
			List<?> reversed = new ArrayList<>(pages);
			Collections.reverse(reversed);
			pages = reversed;
		}

	}

	static class NothingRemembered {

		@Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
		static boolean enter(@Advice.Argument(0) Object argument) {
			return !argument.getClass().getName().endsWith("Key");
		}

		@Advice.OnMethodExit
		static void exit(@Advice.Enter boolean skipped,
				@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
			if (skipped) {
				returned = Map.of();
			}
		}

	}

	static class NothingLeaves {

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object effect) {
			if (effect != null && effect.toString().equals("LEFT")) {
				effect = null;
			}
		}

	}

	static class EarlyAnswer {

		@Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
		static Object[] enter(@Advice.This Object transactions, @Advice.Origin("#m") String method,
				@Advice.Argument(0) Supplier<?> work) {
			return EarlyAnswers.isCommitting() ? null : new Object[] { EarlyAnswers.of(transactions, method, work) };
		}

		@Advice.OnMethodExit
		static void exit(@Advice.Enter Object[] result,
				@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
			if (result != null) {
				returned = result[0];
			}
		}

	}

	static class NothingForgotten {

		@Advice.OnMethodEnter
		static void enter(@Advice.Argument(value = 3, readOnly = false) Instant forgotten) {
			forgotten = null;
		}

	}

	static class NobodyConcerned {

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false) boolean concerned) {
			concerned = false;
		}

	}

}
