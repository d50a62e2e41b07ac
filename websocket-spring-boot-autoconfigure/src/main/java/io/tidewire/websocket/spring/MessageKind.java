package io.tidewire.websocket.spring;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * What a stream-style method may receive and return.
 *
 * @param element the type of the stream's elements
 * @param message the kind of message that alone fits
 * @param decoder makes an element of such a message
 * @param encoder makes a message of an element; {@code null} if it is one
 */
record MessageKind(
        Class<?> element,
        Class<? extends WebSocketMessage> message,
        Function<WebSocketMessage, Object> decoder,
        @Nullable Function<Object, WebSocketMessage> encoder) {

    private static final List<MessageKind> ALL = List.of(
            new MessageKind(WebSocketMessage.class, WebSocketMessage.class, message -> message, null),
            new MessageKind(TextMessage.class, TextMessage.class, message -> message, null),
            new MessageKind(BinaryMessage.class, BinaryMessage.class, message -> message, null),
            new MessageKind(
                    String.class,
                    TextMessage.class,
                    message -> ((TextMessage) message).getPayload(),
                    text -> new TextMessage((String) text)),
            new MessageKind(
                    byte[].class,
                    BinaryMessage.class,
                    WebSocketMessage::bytes,
                    bytes -> new BinaryMessage((byte[]) bytes)));

    /** The kind of a stream's elements, or {@code null} if it is none of these. */
    static @Nullable MessageKind of(Class<?> element) {
        for (MessageKind kind : ALL) {
            if (kind.element == element) {
                return kind;
            }
        }
        return null;
    }

    /** Whether a message fits a stream of this kind. */
    boolean accepts(WebSocketMessage received) {
        return message.isInstance(received);
    }

    /** The kind of message that alone fits, for a close reason. */
    String expected() {
        return message == TextMessage.class ? "text" : "binary";
    }

    /** The element that the method receives for a message that fits. */
    Object decode(WebSocketMessage received) {
        return decoder.apply(received);
    }

    /** A method's stream as messages; nothing stands between the two where it is one already. */
    @SuppressWarnings("unchecked") // the method's signature was checked at start
    Publisher<? extends WebSocketMessage> encode(Publisher<?> returned) {
        if (encoder == null) {
            return (Publisher<? extends WebSocketMessage>) returned;
        }
        return Flux.from((Publisher<Object>) returned).map(encoder);
    }
}
