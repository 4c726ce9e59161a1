package io.offlinesync.proof.node;

import java.lang.instrument.Instrumentation;
import java.util.concurrent.atomic.AtomicBoolean;

import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * A mechanism of the library that can be broken on purpose, in the node's process only,
 * to see that it is noticed. The library has no switches for it: methods are rewritten as
 * their classes are loaded, and a node does not start if there is nothing to rewrite any
 * more.
 */
public enum Breakage {

	/**
	 * Whoever reads the log believes that what was running before has been read too.
	 */
	HORIZON(Breakages.NothingRuns.class, "io.offlinesync.jdbc.DatabaseSnapshot", "running"),

	/** A client's transaction is several in the database. */
	ATOMICITY(Breakages.NoTransaction.class, "io.offlinesync.jdbc.Transactions", "separate", "separateOrInParts"),

	/** A delete loses against a write with the same stamp. */
	TOMBSTONE_TIE(Breakages.DeleteLosesTies.class, "io.offlinesync.reconcile.LastWriterWins", "decide"),

	/** What the tail hands out is told in the opposite order. */
	ORDERED_PUBLISHING(Breakages.Reversed.class, "io.offlinesync.feed.TailQueue", "take"),

	/** Transactions are not recognised when they come again. */
	IDEMPOTENCY(Breakages.NothingRemembered.class, "io.offlinesync.jdbc.RememberedTransactions", "find", "insert"),

	/** Nobody is told that a record has left a scope. */
	LEFT(Breakages.NothingLeaves.class, "io.offlinesync.feed.RecordChange", "effect"),

	/** Clients are answered a while before what they wrote is committed. */
	ACKNOWLEDGEMENT(Breakages.EarlyAnswer.class, "io.offlinesync.jdbc.Transactions", "separate", "separateOrInParts"),

	/** What was purged may come back. */
	FORGOTTEN(Breakages.NothingForgotten.class, "io.offlinesync.reconcile.LastWriterWins", "decide"),

	/** Streams go on after rights have changed. */
	RIGHTS(Breakages.NobodyConcerned.class, "io.offlinesync.feed.ChangedRights", "concern");

	private final Class<?> advice;

	private final String type;

	private final String[] methods;

	Breakage(Class<?> advice, String type, String... methods) {
		this.advice = advice;
		this.type = type;
		this.methods = methods;
	}

	void install() {
		Instrumentation instrumentation = ByteBuddyAgent.install();
		AtomicBoolean rewritten = new AtomicBoolean();
		new AgentBuilder.Default().type(ElementMatchers.named(this.type))
			.transform((builder, type, loader, module, domain) -> {
				rewritten.set(!type.getDeclaredMethods().filter(isBroken()).isEmpty());
				return builder.visit(Advice.to(this.advice).on(isBroken()));
			})
			.installOn(instrumentation);
		try {
			Class.forName(this.type);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException("There is no class to break any more: " + this.type, ex);
		}
		if (!rewritten.get()) {
			throw new IllegalStateException("There is no method to break any more: " + this);
		}
	}

	private ElementMatcher<MethodDescription> isBroken() {
		return ElementMatchers.namedOneOf(this.methods);
	}

}
