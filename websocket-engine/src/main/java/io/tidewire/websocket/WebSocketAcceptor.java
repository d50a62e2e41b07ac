package io.tidewire.websocket;

/** Gives each new connection its listener. */
@FunctionalInterface
public interface WebSocketAcceptor {

    /**
     * Called on the connection's event loop when the handshake was answered and before anything was read; must not
     * block. Messages may be sent from here on.
     *
     * @return the listener of this connection; an exception closes it with 1011
     */
    WebSocketListener accept(WebSocketSession session);
}
