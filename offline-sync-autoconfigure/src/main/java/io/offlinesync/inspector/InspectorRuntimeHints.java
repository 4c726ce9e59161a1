package io.offlinesync.inspector;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Tells a native image of the page, and of what it shows.
 */
class InspectorRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/offlinesync/inspector/inspector.*");
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), InspectedNode.class);
	}

}
