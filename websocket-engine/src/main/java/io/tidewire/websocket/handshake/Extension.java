package io.tidewire.websocket.handshake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@code Sec-WebSocket-Extensions} (RFC 6455, section 9.1), such as
 * {@code permessage-deflate; client_max_window_bits}.
 *
 * @param name the extension's token
 * @param parameters in their order; one that was sent twice is here twice, since an extension may have to refuse that
 */
public record Extension(String name, List<Parameter> parameters) {

    /** Copies the parameters. */
    public Extension {
        parameters = List.copyOf(parameters);
    }

    /**
     * A parameter of an extension.
     *
     * @param name a token
     * @param value a token, without the quotes that it may have come in; {@code null} if there was no {@code =}
     */
    public record Parameter(String name, @Nullable String value) {}
}
