package io.tidewire.websocket;

/**
 * A message could not be sent, or was not received to its end, because the session had ended. Carries no stack trace: it
 * is an outcome, not a fault.
 */
public final class SessionClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what ended. */
    public SessionClosedException(String message) {
        super(message, null, false, false);
    }
}
