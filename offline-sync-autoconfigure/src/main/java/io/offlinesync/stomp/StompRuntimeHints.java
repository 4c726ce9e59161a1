package io.offlinesync.stomp;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Tells a native image of the methods that requests are dispatched to. The controller is
 * no bean, so that nobody else does. What goes over the wire is written and read member
 * by member, and needs no hints.
 */
class StompRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(SyncController.class, MemberCategory.INVOKE_DECLARED_METHODS);
	}

}
