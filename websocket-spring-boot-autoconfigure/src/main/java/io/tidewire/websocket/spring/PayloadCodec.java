package io.tidewire.websocket.spring;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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
     *     ByteBuffer} or a {@link DataBuffer}, which is released; or whatever the mapper can write, with its
     *     key if it is {@link Keyed}
     * @throws IllegalArgumentException if the mapper cannot write it
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
            TextMessage message = new TextMessage(mapper.writeValueAsBytes(payload));
            return payload instanceof Keyed keyed ? message.withKey(keyed.messageKey()) : message;
        } catch (JacksonException unwritable) {
            throw unwritable(payload, unwritable);
        }
    }

    /**
     * The message that carries the JSON object of a payload, with one more property.
     *
     * @throws IllegalArgumentException if the payload does not become an object
     */
    WebSocketMessage encode(Object payload, String property, String value) {
        try {
            JsonNode json = mapper.valueToTree(payload);
            if (json instanceof ObjectNode object) {
                object.put(property, value);
                return new TextMessage(mapper.writeValueAsBytes(object));
            }
        } catch (JacksonException unwritable) {
            throw unwritable(payload, unwritable);
        }
        throw unwritable(payload, null);
    }

    private static IllegalArgumentException unwritable(Object payload, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "A " + payload.getClass().getName() + " cannot be written as "
                        + (cause == null ? "a JSON object" : "JSON"),
                cause);
    }

    /** What is in a buffer, which is released. */
    static byte[] take(DataBuffer buffer) {
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
            return type.cast(decodeAs(message, type));
        } catch (ClassCastException otherKind) {
            throw new InvalidPayloadException("payload is not of the kind that is expected", otherKind);
        }
    }

    private Object decodeAs(WebSocketMessage message, Class<?> type) {
        if (WebSocketMessage.class.isAssignableFrom(type)) {
            return message;
        }
        if (type == byte[].class) {
            return message.bytes();
        }
        if (type == String.class && message instanceof TextMessage text) {
            return text.getPayload();
        }
        return decoder(type).apply(message);
    }

    /** Reads the JSON of text messages as one type; fails with {@link InvalidPayloadException}. */
    Function<WebSocketMessage, Object> decoder(Type type) {
        ObjectReader reader = mapper.readerFor(mapper.constructType(type));
        return message -> read(reader, message);
    }

    /**
     * Reads the JSON of text messages as one type, with a property beside those of the type.
     *
     * @param property what tells the type, and may be unknown to it
     */
    Function<WebSocketMessage, Object> decoder(Type type, String property) {
        ObjectReader reader = mapper.readerFor(mapper.constructType(type))
                .withHandler(new DeserializationProblemHandler() {

                    @Override
                    public boolean handleUnknownProperty(
                            DeserializationContext context,
                            JsonParser parser,
                            ValueDeserializer<?> deserializer,
                            Object bean,
                            String name) {
                        if (!name.equals(property)) {
                            return false;
                        }
                        parser.skipChildren();
                        return true;
                    }
                });
        return message -> read(reader, message);
    }

    private static Object read(ObjectReader reader, WebSocketMessage message) {
        Object payload;
        try {
            payload = reader.readValue(message.bytes());
        } catch (JacksonException unreadable) {
            throw new InvalidPayloadException("payload is not the JSON that is expected", unreadable);
        }
        if (payload == null) {
            throw new InvalidPayloadException("payload is null", (Throwable) null);
        }
        return payload;
    }

    /**
     * The text of a property of a JSON object's own, read no further than to it; {@code null} if the message is no object
     * or has no such text.
     */
    @Nullable
    String property(WebSocketMessage message, String property) {
        try (JsonParser json = mapper.createParser(message.bytes())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = json.currentName().equals(property);
                JsonToken value = json.nextToken();
                if (found) {
                    return value == JsonToken.VALUE_STRING ? json.getString() : null;
                }
                json.skipChildren();
            }
            return null;
        } catch (JacksonException noJson) {
            return null;
        }
    }
}
