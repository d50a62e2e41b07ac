/** The opening handshake (RFC 6455, section 4): headers in, answer out. */
@NullMarked
package io.tidewire.websocket.handshake;

import org.jspecify.annotations.NullMarked;
