package io.offlinesync.stomp;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.offlinesync.SyncSessions;
import io.offlinesync.jdbc.SyncService;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.ImmutableMessageChannelInterceptor;
import org.springframework.messaging.support.MessageHandlingRunnable;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * The private STOMP endpoint: its channel, its threads and its connections, none of which
 * the application sees or shares. Of the application's own messaging it takes the
 * interceptors of incoming messages, Spring Security's among them.
 * <p>
 * It stops before the web server, so that clients are told to go and look elsewhere, and
 * lets requests that are being worked on finish before the database is gone.
 */
class StompEndpoint implements ClientSessions, SmartInitializingSingleton, SmartLifecycle, DisposableBean {

	private static final int CLOSERS = 2;

	private static final Duration IDLE = Duration.ofSeconds(30);

	private static final Duration LAST_REQUESTS = Duration.ofSeconds(10);

	private final ExecutorSubscribableChannel channel = new ExecutorSubscribableChannel(StompEndpoint::dispatch);

	private final ObjectProvider<WebSocketMessageBrokerConfigurer> configurers;

	private final ThreadPoolExecutor workers;

	private final ThreadPoolExecutor closers = pool(CLOSERS, "offline-sync-close-");

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads("offline-sync-time-"));

	private final UserSessions users;

	private final SyncWebSocketHandler handler;

	private final long tick;

	private @Nullable ScheduledFuture<?> clock;

	StompEndpoint(StompProperties properties, Hello.Limits limits, Authentication authentication, SyncService service,
			StreamOpener streams, ObjectProvider<WebSocketMessageBrokerConfigurer> configurers) {
		this.configurers = configurers;
		this.workers = pool(properties.workerThreads(), "offline-sync-work-");
		this.users = new UserSessions(properties.maxSessionsPerUser());
		this.handler = new SyncWebSocketHandler(properties, new FrameReceiver(this.channel, authentication), streams,
				this.users, this.workers, this.closers);
		this.tick = SessionClock.tick(properties);
		this.channel.setBeanName("offlineSyncInboundChannel");
		this.channel.subscribe(
				new FrameHandler(new SyncMessageHandler(this.channel, properties, new SyncController(service, limits)),
						authentication, this.users));
	}

	SyncSessions sessions() {
		return this.users;
	}

	@Override
	public int count() {
		return this.handler.sessionCount();
	}

	@Override
	public List<SessionStatus> list() {
		return this.handler.status();
	}

	WebSocketHandler handler() {
		return this.handler;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Interceptors interceptors = new Interceptors();
		this.configurers.orderedStream()
			.forEach((configurer) -> configurer.configureClientInboundChannel(interceptors));
		this.channel.setInterceptors(interceptors.all());
		// Interceptors may change a message; afterwards nothing does.
		this.channel.addInterceptor(new ImmutableMessageChannelInterceptor());
	}

	@Override
	public synchronized void start() {
		this.handler.start();
		this.clock = this.timer.scheduleWithFixedDelay(this.handler::checkSessions, this.tick, this.tick,
				TimeUnit.NANOSECONDS);
	}

	@Override
	public synchronized void stop() {
		this.handler.stop();
		if (this.clock != null) {
			this.clock.cancel(false);
		}
	}

	@Override
	public boolean isRunning() {
		return this.handler.isRunning();
	}

	@Override
	public void destroy() throws InterruptedException {
		this.timer.shutdownNow();
		this.workers.shutdown();
		this.workers.awaitTermination(LAST_REQUESTS.toMillis(), TimeUnit.MILLISECONDS);
		this.closers.shutdown();
	}

	// Interceptors that set up the thread (Spring Security's does) run again around the
	// handling of each message: a request and they have to be on the same thread.
	private static void dispatch(Runnable task) {
		Message<?> message = ((MessageHandlingRunnable) task).getMessage();
		if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) == SimpMessageType.MESSAGE) {
			Request.from(message).enqueue(task, ((byte[]) message.getPayload()).length);
		}
		else {
			task.run();
		}
	}

	private static ThreadPoolExecutor pool(int size, String prefix) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, IDLE.toSeconds(), TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), threads(prefix));
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

	private static CustomizableThreadFactory threads(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * Takes interceptors, and no notice of executors.
	 */
	private static final class Interceptors extends ChannelRegistration {

		private List<ChannelInterceptor> all() {
			return getInterceptors();
		}

	}

}
