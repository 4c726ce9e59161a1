import type { IStompSocket } from '@stomp/stompjs';
import { misconfigured } from './failures';

/** What a connection needs of a WebSocket: those of browsers, of Node and of `ws` have it. */
export type WebSocketLike = IStompSocket;

/** Creates WebSockets, which should offer the subprotocols. */
export type WebSocketFactory = (url: string, protocols: string[]) => WebSocketLike;

/**
 * Open a WebSocket.
 * @param url where to; one that is relative is on the server that the page came from
 */
export function openSocket(url: string, protocols: string[], factory: WebSocketFactory | undefined): WebSocketLike {
  const target = absolute(url);
  if (factory) {
    return factory(target, protocols);
  }
  if (typeof WebSocket === 'undefined') {
    throw misconfigured('There is no WebSocket here: give a webSocketFactory');
  }
  return new WebSocket(target, protocols);
}

function absolute(url: string): string {
  const base = typeof location === 'undefined' ? undefined : location.href;
  if (!URL.canParse(url, base)) {
    throw misconfigured(`Not a url to connect to: ${url}`);
  }
  const resolved = new URL(url, base);
  // That of a page: ws: for http:, wss: for https:.
  resolved.protocol = resolved.protocol.replace('http', 'ws');
  return resolved.href;
}
