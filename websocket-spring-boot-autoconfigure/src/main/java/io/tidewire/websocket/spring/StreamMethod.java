package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketMessage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import reactor.core.publisher.Flux;

/**
 * The method that turns all that a client sends into what it is sent.
 *
 * @param adapter makes the stream that the method takes of a {@code Flux}
 * @param input what its stream is of
 * @param validator of the stream's elements, or {@code null}
 * @param returnsMessages whether what it returns is a stream of messages already
 */
record StreamMethod(
        SocketMethod method,
        ReactiveAdapter adapter,
        PayloadType input,
        @Nullable UnaryOperator<Object> validator,
        boolean returnsMessages) {

    /** The element that the method receives for a message that fits. */
    Object decode(WebSocketMessage received) {
        Object payload = input.decode(received);
        return validator == null ? payload : validator.apply(payload);
    }

    /**
     * What it returned, as messages.
     *
     * @return {@code null} if it returns nothing to send
     */
    @SuppressWarnings("unchecked") // the method's signature was read at start
    @Nullable
    Publisher<? extends WebSocketMessage> messages(Publisher<?> returned, PayloadCodec codec) {
        if (method.result().isVoid()) {
            return null;
        }
        return returnsMessages
                ? (Publisher<? extends WebSocketMessage>) returned
                : Flux.from(returned).map(codec::encode);
    }
}
