package io.tidewire.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a connection ended: a code and a reason (RFC 6455, sections 5.5.1 and 7.4). */
public final class CloseStatus {

    /** The purpose of the connection has been fulfilled. */
    public static final CloseStatus NORMAL = new CloseStatus(1000);
    /** The endpoint goes away: the server shuts down, the browser leaves the page. */
    public static final CloseStatus GOING_AWAY = new CloseStatus(1001);
    /** The peer broke the protocol. */
    public static final CloseStatus PROTOCOL_ERROR = new CloseStatus(1002);
    /** A kind of data that the endpoint does not take, such as binary where it knows text only. */
    public static final CloseStatus NOT_ACCEPTABLE = new CloseStatus(1003);
    /** Local only, never sent: the peer's close frame held no code. */
    public static final CloseStatus NO_STATUS_CODE = new CloseStatus(1005);
    /** Local only, never sent: the connection ended without a closing handshake. */
    public static final CloseStatus ABNORMAL = new CloseStatus(1006);
    /** Data that does not fit its type, such as text that is not UTF-8. */
    public static final CloseStatus BAD_DATA = new CloseStatus(1007);
    /** A message against the endpoint's policy. */
    public static final CloseStatus POLICY_VIOLATION = new CloseStatus(1008);
    /** A message larger than the endpoint takes. */
    public static final CloseStatus TOO_BIG_TO_PROCESS = new CloseStatus(1009);
    /** A client's word: the server did not negotiate an extension that it needs. */
    public static final CloseStatus REQUIRED_EXTENSION = new CloseStatus(1010);
    /** The server met a condition that it did not expect. */
    public static final CloseStatus SERVER_ERROR = new CloseStatus(1011);
    /** The server restarts; a client may reconnect after a random delay. */
    public static final CloseStatus SERVICE_RESTARTED = new CloseStatus(1012);
    /** The server is overloaded, or the client reads too slowly; a client may come back later. */
    public static final CloseStatus SERVICE_OVERLOAD = new CloseStatus(1013);

    /** A close frame holds 125 bytes at most (section 5.5), two of them the code. */
    private static final int MAX_REASON_BYTES = 123;

    private final int code;
    private final @Nullable String reason;

    /** A status without a reason. */
    public CloseStatus(int code) {
        this(code, null);
    }

    /**
     * A status.
     *
     * @param code 1000 to 4999; which of them may be sent is checked when they are
     * @param reason at most 123 bytes of UTF-8, for people who debug, or {@code null}
     * @throws IllegalArgumentException if either is out of bounds
     */
    public CloseStatus(int code, @Nullable String reason) {
        if (code < 1000 || code > 4999) {
            throw new IllegalArgumentException("A close code is 1000 to 4999, not " + code);
        }
        if (reason != null && reason.getBytes(UTF_8).length > MAX_REASON_BYTES) {
            throw new IllegalArgumentException("A close reason holds at most " + MAX_REASON_BYTES + " bytes of UTF-8");
        }
        this.code = code;
        this.reason = reason;
    }

    /** The code (section 7.4.1). */
    public int getCode() {
        return code;
    }

    /** The reason, or {@code null} where none was given. */
    public @Nullable String getReason() {
        return reason;
    }

    /** The same code with this reason. */
    public CloseStatus withReason(@Nullable String newReason) {
        return new CloseStatus(code, newReason);
    }

    /** Whether the other status has the same code, whatever the reasons. */
    public boolean equalsCode(CloseStatus other) {
        return code == other.code;
    }

    /**
     * Whether the code may stand in a close frame (section 7.4): not 1004 and the local 1005, 1006 and 1015, not the
     * unassigned ones below 3000.
     */
    public static boolean isSendable(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CloseStatus status && code == status.code && Objects.equals(reason, status.reason);
    }

    @Override
    public int hashCode() {
        return 29 * code + Objects.hashCode(reason);
    }

    @Override
    public String toString() {
        return "CloseStatus[code=" + code + ", reason=" + reason + "]";
    }
}
