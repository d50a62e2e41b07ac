package io.tidewire.websocket.handshake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client makes of the server's answer (RFC 6455, section 4.1). */
public sealed interface UpgradeAnswer {

    /**
     * The connection is a WebSocket from here on.
     *
     * @param subprotocol one of those that were offered, or {@code null}
     * @param extensions what the server uses of what was offered; whether its parameters fit is the extension's to judge
     */
    record Established(@Nullable String subprotocol, List<Extension> extensions) implements UpgradeAnswer {

        /** Copies the extensions. */
        public Established {
            extensions = List.copyOf(extensions);
        }
    }

    /**
     * There is no WebSocket: the server did not want one, or broke a rule.
     *
     * @param reason one line; never repeats what the server sent, but for the status
     */
    record Failed(String reason) implements UpgradeAnswer {}
}
