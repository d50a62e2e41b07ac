package io.tidewire.websocket;

/**
 * A message was not sent because too much waited for a slow client, and the endpoint's {@link OutboundPolicy} is to drop
 * messages. The session goes on. Carries no stack trace: it is an outcome, not a fault.
 */
public final class MessageDroppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says why it was this one. */
    public MessageDroppedException(String message) {
        super(message, null, false, false);
    }
}
