package io.tidewire.websocket.spring;

import java.io.Serial;

/** A message of a kind that the handler does not take (RFC 6455, section 7.4.1: 1003). */
final class UnacceptableMessageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A message of the wrong kind.
     *
     * @param expected the other kind
     */
    UnacceptableMessageException(String expected) {
        super(expected + " messages only");
    }
}
