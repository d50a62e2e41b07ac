/** One channel handler that joins channel, protocol and session. */
@NullMarked
package io.tidewire.websocket.netty;

import org.jspecify.annotations.NullMarked;
