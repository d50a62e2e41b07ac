package io.tidewire.websocket.spring;

/** Where the methods of a {@link SocketHandler} run. */
public enum Execution {

    /** Methods that return a reactive type on the event loop, all others on the worker. */
    AUTO,

    /** On the connection's event loop, which must not be blocked. */
    EVENT_LOOP,

    /** On the application's task executor; in order and one at a time for each connection. */
    WORKER
}
