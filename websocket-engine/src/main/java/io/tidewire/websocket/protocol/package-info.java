/** The framing layer (RFC 6455, sections 5 to 8) without I/O: bytes in, events and bytes out. */
@NullMarked
package io.tidewire.websocket.protocol;

import org.jspecify.annotations.NullMarked;
