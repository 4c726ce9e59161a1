package io.offlinesync.testsupport;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Empties the static fields of test classes that are done. What they hold are
 * applications mostly, closed but large: with all of them, each collection of a test that
 * measures memory takes as long as the test.
 */
public final class StaticFields implements AfterAllCallback {

	@Override
	public void afterAll(ExtensionContext context) throws IllegalAccessException {
		for (Field field : context.getRequiredTestClass().getDeclaredFields()) {
			if (Modifier.isStatic(field.getModifiers()) && !Modifier.isFinal(field.getModifiers())
					&& !field.getType().isPrimitive()) {
				field.setAccessible(true);
				field.set(null, null);
			}
		}
	}

}
