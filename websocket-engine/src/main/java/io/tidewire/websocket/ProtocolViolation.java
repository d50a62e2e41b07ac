package io.tidewire.websocket;

/**
 * The peer broke a rule, and the connection fails with the status that the rule asks for (RFC 6455, section 7.1.7).
 *
 * <p>The message names the rule and never repeats what the peer sent, so it may stand in a log and in a close frame.
 * Carries no stack trace: the fault is at the other end.
 */
public final class ProtocolViolation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    private ProtocolViolation(int code, String rule) {
        super(rule, null, false, false);
        this.code = code;
    }

    /** A broken rule of the protocol itself: 1002. */
    public static ProtocolViolation of(String rule) {
        return new ProtocolViolation(CloseStatus.PROTOCOL_ERROR.getCode(), rule);
    }

    /** Data that does not fit its type: 1007. */
    public static ProtocolViolation badData(String rule) {
        return new ProtocolViolation(CloseStatus.BAD_DATA.getCode(), rule);
    }

    /** Legal by the protocol, but more than the endpoint puts up with: 1008. */
    public static ProtocolViolation policy(String rule) {
        return new ProtocolViolation(CloseStatus.POLICY_VIOLATION.getCode(), rule);
    }

    /** Larger than the endpoint takes: 1009. */
    public static ProtocolViolation tooBig(String rule) {
        return new ProtocolViolation(CloseStatus.TOO_BIG_TO_PROCESS.getCode(), rule);
    }

    /** What the close frame says. */
    public CloseStatus status() {
        return new CloseStatus(code, getMessage());
    }
}
