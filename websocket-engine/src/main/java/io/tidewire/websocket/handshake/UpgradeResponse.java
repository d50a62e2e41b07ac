package io.tidewire.websocket.handshake;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's answer to an opening handshake (RFC 6455, section 4.2.2). */
public sealed interface UpgradeResponse {

    /**
     * 101: the connection is a WebSocket from here on.
     *
     * @param acceptKey the value of {@code Sec-WebSocket-Accept}
     * @param subprotocol the value of {@code Sec-WebSocket-Protocol}, or {@code null} for no such header
     * @param extensions what the client offers, its preferred one first; none of it is accepted yet
     */
    record Accepted(String acceptKey, @Nullable String subprotocol, List<Extension> extensions)
            implements UpgradeResponse {

        /** Copies the extensions. */
        public Accepted {
            extensions = List.copyOf(extensions);
        }
    }

    /**
     * The connection stays HTTP.
     *
     * @param httpStatus 400, 403, 405 or 426
     * @param reason one line for the response's body; says what is wrong, never repeats what the client sent
     * @param headers headers that the status asks for, such as {@code Sec-WebSocket-Version} with 426; immutable
     */
    record Refused(int httpStatus, String reason, Map<String, String> headers) implements UpgradeResponse {

        /** Copies the headers. */
        public Refused {
            headers = Map.copyOf(headers);
        }
    }
}
