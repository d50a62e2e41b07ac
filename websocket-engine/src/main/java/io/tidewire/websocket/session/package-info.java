/** Reactor over a transport: inbound demand, outbound queue, keep-alive, closing handshake. */
@NullMarked
package io.tidewire.websocket.session;

import org.jspecify.annotations.NullMarked;
