package io.offlinesync.existing;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;

/**
 * The class path of the tests as another application has it.
 */
final class IsolatedClassPath implements AutoCloseable {

	private final ClassLoader before = Thread.currentThread().getContextClassLoader();

	private final URLClassLoader loader;

	private IsolatedClassPath(List<URL> urls) {
		this.loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
		Thread.currentThread().setContextClassLoader(this.loader);
	}

	static IsolatedClassPath without(String... jars) throws IOException {
		return new IsolatedClassPath(urls(jars));
	}

	static IsolatedClassPath with(Path folder) throws IOException {
		List<URL> urls = urls();
		urls.add(0, folder.toUri().toURL());
		return new IsolatedClassPath(urls);
	}

	private static List<URL> urls(String... without) throws IOException {
		List<URL> urls = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			if (Stream.of(without).noneMatch(entry::contains)) {
				urls.add(Path.of(entry).toUri().toURL());
			}
		}
		return urls;
	}

	Class<?> load(String name) throws ClassNotFoundException {
		return this.loader.loadClass(name);
	}

	/**
	 * Start an application.
	 * @return its context, whose class is not the one that the tests know
	 */
	AutoCloseable start(Class<?> application, String... arguments) throws ReflectiveOperationException {
		Class<?> type = load(SpringApplication.class.getName());
		Class<?> source = load(application.getName());
		Object spring = type.getConstructor(Class[].class).newInstance((Object) new Class<?>[] { source });
		type.getMethod("setMainApplicationClass", Class.class).invoke(spring, source);
		return (AutoCloseable) type.getMethod("run", String[].class).invoke(spring, (Object) arguments);
	}

	@Override
	public void close() throws IOException {
		Thread.currentThread().setContextClassLoader(this.before);
		this.loader.close();
	}

}
