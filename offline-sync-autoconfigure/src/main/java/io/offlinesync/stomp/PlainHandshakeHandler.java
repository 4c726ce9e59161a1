package io.offlinesync.stomp;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Opens connections without extensions. With the only one there is, compression, Tomcat
 * inflates a message to its end, a thousand times what was sent, even after it was
 * refused as too large and the session was closed; a client need not have signed in for
 * that.
 */
class PlainHandshakeHandler extends WebSocketHttpRequestHandler {

	PlainHandshakeHandler(WebSocketHandler handler, HandshakeHandler handshakeHandler) {
		super(handler, handshakeHandler);
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		super.handleRequest(new RequestWithoutExtensions(request), response);
	}

	private static final class RequestWithoutExtensions extends HttpServletRequestWrapper {

		private RequestWithoutExtensions(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable String getHeader(String name) {
			return isHidden(name) ? null : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
		}

		private static boolean isHidden(String name) {
			return name.equalsIgnoreCase(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS);
		}

	}

}
