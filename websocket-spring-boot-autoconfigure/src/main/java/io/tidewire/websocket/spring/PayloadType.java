package io.tidewire.websocket.spring;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * The type of payload that a method takes.
 *
 * @param type as declared
 * @param message the kind of message that alone carries it
 * @param isJson whether it is read from JSON
 * @param decoder makes a payload of such a message
 */
record PayloadType(
        Type type,
        Class<? extends WebSocketMessage> message,
        boolean isJson,
        Function<WebSocketMessage, Object> decoder) {

    private record Raw(Class<? extends WebSocketMessage> message, Function<WebSocketMessage, Object> decoder) {}

    private static final Map<Class<?>, Raw> RAW = Map.of(
            WebSocketMessage.class, new Raw(WebSocketMessage.class, message -> message),
            TextMessage.class, new Raw(TextMessage.class, message -> message),
            BinaryMessage.class, new Raw(BinaryMessage.class, message -> message),
            String.class, new Raw(TextMessage.class, message -> ((TextMessage) message).getPayload()),
            CharSequence.class, new Raw(TextMessage.class, message -> ((TextMessage) message).getPayload()),
            byte[].class, new Raw(BinaryMessage.class, WebSocketMessage::bytes),
            ByteBuffer.class, new Raw(BinaryMessage.class, message -> ByteBuffer.wrap(message.bytes())),
            DataBuffer.class,
                    new Raw(
                            BinaryMessage.class,
                            message -> DefaultDataBufferFactory.sharedInstance.wrap(message.bytes())));

    /** The payload type that a declared type is. */
    static PayloadType of(Type type, PayloadCodec codec) {
        Raw raw = RAW.get(ResolvableType.forType(type).resolve(Object.class));
        return raw == null
                ? new PayloadType(type, TextMessage.class, true, codec.decoder(type))
                : new PayloadType(type, raw.message, false, raw.decoder);
    }

    /** Whether a message may carry it. */
    boolean fits(WebSocketMessage received) {
        return message.isInstance(received);
    }

    /**
     * The payload of a message that fits.
     *
     * @throws InvalidPayloadException if it cannot be read
     */
    Object decode(WebSocketMessage received) {
        return decoder.apply(received);
    }

    /** The kind of message that alone fits, for a close reason. */
    String expected() {
        return message == TextMessage.class ? "text" : "binary";
    }

    /** The type's simple name, for error messages and for the names of JSON types. */
    String simpleName() {
        return ResolvableType.forType(type).resolve(Object.class).getSimpleName();
    }
}
