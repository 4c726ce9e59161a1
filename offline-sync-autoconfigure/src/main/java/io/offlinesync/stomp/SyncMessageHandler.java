package io.offlinesync.stomp;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;

/**
 * Dispatches requests to the {@link SyncController}, and to nothing else. What its
 * methods return or throw is the answer to the session that asked.
 */
class SyncMessageHandler extends SimpAnnotationMethodMessageHandler {

	private static final MessageChannel NOWHERE = (message, timeout) -> false;

	private final WireJson json;

	private final ReplyWriter replies;

	SyncMessageHandler(SubscribableChannel inbound, StompProperties properties, SyncController controller) {
		super(inbound, NOWHERE, new SimpMessagingTemplate(NOWHERE));
		this.json = new WireJson(properties);
		this.replies = new ReplyWriter(properties.maxMessageBytes());
		setDestinationPrefixes(List.of(properties.prefix()));
		afterPropertiesSet();
		detectHandlerMethods(controller);
	}

	@Override
	protected @Nullable String getLookupDestination(@Nullable String destination) {
		String lookup = super.getLookupDestination(destination);
		// The path matcher takes a//b for a/b. A rule of Spring Security's might not, and
		// would then be passed by.
		return (lookup != null && !lookup.contains("//")) ? lookup : null;
	}

	@Override
	protected List<HandlerMethodArgumentResolver> initArgumentResolvers() {
		return List.of(new DestinationVariableMethodArgumentResolver(DefaultConversionService.getSharedInstance()),
				new BodyResolver(), new UserResolver());
	}

	@Override
	protected List<? extends HandlerMethodReturnValueHandler> initReturnValueHandlers() {
		return List.of(new ReplyHandler());
	}

	@Override
	protected void processHandlerMethodException(HandlerMethod method, Exception ex, Message<?> message) {
		Request.from(message).refuse(Errors.of(ex));
	}

	private final class BodyResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == JsonBody.class;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return SyncMessageHandler.this.json.read((byte[]) message.getPayload());
		}

	}

	private static final class UserResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == Caller.class;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return new Caller(Authentication.known(SimpMessageHeaderAccessor.getUser(message.getHeaders())));
		}

	}

	private final class ReplyHandler implements HandlerMethodReturnValueHandler {

		@Override
		public boolean supportsReturnType(MethodParameter returnType) {
			return true;
		}

		@Override
		public void handleReturnValue(@Nullable Object result, MethodParameter returnType, Message<?> message) {
			Request.from(message).reply(SyncMessageHandler.this.replies.result(result));
		}

	}

}
