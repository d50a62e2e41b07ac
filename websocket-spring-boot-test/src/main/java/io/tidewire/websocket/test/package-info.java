/**
 * Tests of WebSocket handlers. {@link io.tidewire.websocket.test.WebSocketTestClient} speaks with a running server,
 * {@link io.tidewire.websocket.test.WebSocketPair} joins a handler and a client in memory, where time is the test's. Both
 * give a {@link io.tidewire.websocket.test.WebSocketTestConnection}.
 */
@NullMarked
package io.tidewire.websocket.test;

import org.jspecify.annotations.NullMarked;
