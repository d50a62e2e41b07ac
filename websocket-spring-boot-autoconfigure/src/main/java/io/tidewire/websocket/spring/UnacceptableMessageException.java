package io.tidewire.websocket.spring;

import java.io.Serial;

/** A message of a kind that the handler does not take (RFC 6455, section 7.4.1: 1003). */
final class UnacceptableMessageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private UnacceptableMessageException(String reason) {
        super(reason);
    }

    /**
     * A message of the wrong kind.
     *
     * @param expected the other kind
     */
    static UnacceptableMessageException expected(String expected) {
        return new UnacceptableMessageException(expected + " messages only");
    }

    /** A message where none is taken. */
    static UnacceptableMessageException nothingExpected() {
        return new UnacceptableMessageException("messages are not taken here");
    }
}
