package io.offlinesync.stomp;

import java.util.Collection;
import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.support.OriginHandshakeInterceptor;

/**
 * Lets pages of allowed origins in only. What is no origin at all is not allowed, and no
 * failure of the server's.
 */
class OriginCheck extends OriginHandshakeInterceptor {

	OriginCheck(Collection<String> allowedOrigins) {
		super(allowedOrigins);
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) throws Exception {
		try {
			return super.beforeHandshake(request, response, handler, attributes);
		}
		catch (IllegalArgumentException ex) {
			response.setStatusCode(HttpStatus.FORBIDDEN);
			return false;
		}
	}

}
