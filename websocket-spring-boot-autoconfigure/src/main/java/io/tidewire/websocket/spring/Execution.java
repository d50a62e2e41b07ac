package io.tidewire.websocket.spring;

/** Where the methods of a {@link SocketHandler} run. */
public enum Execution {

    /** Stream-style handlers on the event loop, the methods of handler classes on the worker. */
    AUTO,

    /** On the connection's event loop, which must not be blocked. */
    EVENT_LOOP,

    /** On the application's task executor; in order and one at a time for each connection. */
    WORKER
}
