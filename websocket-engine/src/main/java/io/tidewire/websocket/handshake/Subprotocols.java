package io.tidewire.websocket.handshake;

import io.tidewire.websocket.HandshakeHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Agrees on a subprotocol (RFC 6455, sections 1.9 and 4.2.2). */
public final class Subprotocols {

    private static final String HEADER = "Sec-WebSocket-Protocol";

    private Subprotocols() {}

    /**
     * The subprotocol to answer with: of those that the client offers, the one that the server likes best. Names are
     * compared in their case.
     *
     * @param headers the client's headers
     * @param supported the server's subprotocols, the preferred one first
     * @return one of {@code supported}, or {@code null} for an answer without {@code Sec-WebSocket-Protocol}: the
     *     client asked for none, or for none of these
     * @throws MalformedHeaderException if the header is not a list of tokens (section 4.3)
     */
    public static @Nullable String select(HandshakeHeaders headers, List<String> supported) {
        List<String> offered = offered(headers.all(HEADER));
        for (String name : supported) {
            if (offered.contains(name)) {
                return name;
            }
        }
        return null;
    }

    /**
     * 4.3: {@code Sec-WebSocket-Protocol-Client = 1#token}. 4.1 wants the names unique, 4.2.1 does not ask the server
     * to look, and a name said twice is no less clear: it passes.
     */
    private static List<String> offered(List<String> lines) {
        List<String> names = HeaderTokens.elements(lines);
        boolean empty = names.isEmpty() && !lines.isEmpty();
        if (empty) {
            throw malformed();
        }
        for (String name : names) {
            if (!HeaderTokens.isToken(name)) {
                throw malformed();
            }
        }
        return names;
    }

    private static MalformedHeaderException malformed() {
        return new MalformedHeaderException(HEADER + " is not a list of tokens");
    }
}
