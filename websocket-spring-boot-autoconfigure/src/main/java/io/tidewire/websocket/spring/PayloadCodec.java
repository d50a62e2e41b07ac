package io.tidewire.websocket.spring;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns payloads into messages and back: characters are text, bytes are binary, anything else is JSON in a text
 * message, through the application's own {@link JsonMapper} and without a {@code String} between. Thread-safe.
 */
public final class PayloadCodec {

    private final JsonMapper mapper;

    /** A codec that reads and writes JSON as this mapper does. */
    public PayloadCodec(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * The message that carries a payload.
     *
     * @param payload a {@link WebSocketMessage}, which is returned as it is; characters; a {@code byte[]}, a {@link
     *     ByteBuffer} or a {@link DataBuffer}, which is released; or whatever the mapper can write
     * @throws InvalidPayloadException if the mapper cannot write it
     */
    public WebSocketMessage encode(Object payload) {
        if (payload instanceof WebSocketMessage message) {
            return message;
        }
        if (payload instanceof CharSequence text) {
            return new TextMessage(text);
        }
        if (payload instanceof byte[] bytes) {
            return new BinaryMessage(bytes);
        }
        if (payload instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return new BinaryMessage(bytes);
        }
        if (payload instanceof DataBuffer buffer) {
            return new BinaryMessage(take(buffer));
        }
        if (payload instanceof Publisher<?>) {
            throw new IllegalArgumentException("A publisher is no payload: send(Publisher) sends what it emits");
        }
        try {
            return new TextMessage(mapper.writeValueAsBytes(payload));
        } catch (JacksonException unwritable) {
            throw new InvalidPayloadException(
                    "A " + payload.getClass().getName() + " cannot be written as JSON", unwritable);
        }
    }

    private static byte[] take(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    /**
     * The payload of a message.
     *
     * @param type {@link String}, {@code byte[]}, a type of {@link WebSocketMessage}, or one that JSON is read into
     * @throws InvalidPayloadException if the message is none of these
     */
    public <T> T decode(WebSocketMessage message, Class<T> type) {
        try {
            Object payload = decodeAs(message, type);
            if (payload != null) {
                return type.cast(payload);
            }
        } catch (JacksonException | ClassCastException unreadable) {
            throw new InvalidPayloadException("The message is no " + type.getSimpleName(), unreadable);
        }
        throw new InvalidPayloadException("The message is null", (Throwable) null);
    }

    private @Nullable Object decodeAs(WebSocketMessage message, Class<?> type) {
        if (WebSocketMessage.class.isAssignableFrom(type)) {
            return message;
        }
        if (type == byte[].class) {
            return message.bytes();
        }
        if (type == String.class && message instanceof TextMessage text) {
            return text.getPayload();
        }
        return mapper.readerFor(type).readValue(message.bytes());
    }

    /** The mapper's view of a type. */
    JavaType typeOf(java.lang.reflect.Type type) {
        return mapper.constructType(type);
    }

    /** Reads JSON of one type. */
    ObjectReader readerFor(JavaType type) {
        return mapper.readerFor(type);
    }
}
