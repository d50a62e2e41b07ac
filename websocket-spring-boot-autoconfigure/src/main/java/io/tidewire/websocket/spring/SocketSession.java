package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketSession;
import java.security.Principal;
import java.time.Duration;
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
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    Mono<Void> sendPayload(Object payload);

    /**
     * Asks the client something: sends a payload, and waits for the message that answers it. A thin layer: the payload's
     * JSON object gets one more property, {@value #CORRELATION_PROPERTY}, and the first JSON object to come that has it
     * with the same value is the answer. The handler's methods do not see that. The answer comes in the order of the
     * client's messages: a handler that holds these up, such as a stream that does not ask for more, holds it up as well,
     * and one that takes a {@link io.tidewire.websocket.StreamedMessage} gets none.
     *
     * @param payload what becomes a JSON object
     * @param replyType what the answer is read as
     * @return cold: asks when subscribed to. Fails with {@link InvalidPayloadException} if the answer cannot be read, with
     *     a {@link java.util.concurrent.TimeoutException} if none comes, and with {@link
     *     io.tidewire.websocket.SessionClosedException} if the connection ends before that
     */
    <T> Mono<T> request(Object payload, Class<T> replyType, Duration timeout);

    /** The JSON property by which a client's answer belongs to a {@linkplain #request request}. */
    String CORRELATION_PROPERTY = "correlationId";
}
