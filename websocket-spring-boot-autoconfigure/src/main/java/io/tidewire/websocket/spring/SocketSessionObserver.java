package io.tidewire.websocket.spring;

/**
 * Told of every session of every {@link SocketHandler}, on the session's event loop: it must not block. A bean of this
 * type is found by itself.
 */
public interface SocketSessionObserver {

    /** A connection is open; its handler has not been told yet. */
    void opened(SocketSession session);

    /** A connection has ended; its handler may still be at work on what was received. */
    void closed(SocketSession session);
}
