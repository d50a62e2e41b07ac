/** Takes a Reactor Netty HTTP exchange over once its upgrade is accepted. */
@NullMarked
package io.tidewire.websocket.reactornetty;

import org.jspecify.annotations.NullMarked;
