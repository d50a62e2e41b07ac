package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketSession;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A session of a {@link SocketHandler}: knows its endpoint and its user, and sends any payload. Every session that a
 * handler is given is one of these, whichever of the two types its method names.
 */
public interface SocketSession extends WebSocketSession {

    /** The name of the endpoint that the client has connected to: {@link SocketHandler#name}. */
    EndpointName getEndpoint();

    /** The user who was authenticated when the connection was opened, or {@code null}. */
    default @Nullable Principal getPrincipal() {
        return getHandshakeInfo().principal();
    }

    /**
     * Sends a payload as {@link PayloadCodec} encodes it, at once and in order: see {@link
     * #sendMessage(io.tidewire.websocket.WebSocketMessage)}.
     *
     * @throws InvalidPayloadException if it cannot be encoded
     */
    Mono<Void> sendPayload(Object payload);
}
