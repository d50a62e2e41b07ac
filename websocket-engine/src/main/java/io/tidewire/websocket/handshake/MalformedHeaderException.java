package io.tidewire.websocket.handshake;

/**
 * A header breaks its grammar, and the handshake fails with 400 (RFC 6455, section 4.2.1).
 *
 * <p>The message names the header and never repeats what it held. Carries no stack trace: the fault is at the other
 * end.
 */
public final class MalformedHeaderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    MalformedHeaderException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** One line that names the broken rule; the same as the message. */
    public String reason() {
        return reason;
    }
}
