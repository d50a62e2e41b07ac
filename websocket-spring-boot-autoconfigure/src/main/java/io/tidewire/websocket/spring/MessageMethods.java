package io.tidewire.websocket.spring;

import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import org.jspecify.annotations.Nullable;

/**
 * The methods of one class that handle single messages, found by the type of their payload.
 *
 * @param json those for JSON, or {@code null}
 * @param text the one for any other text
 * @param binary the one for binary
 */
record MessageMethods(
        @Nullable JsonMethods json,
        @Nullable MessageMethod text,
        @Nullable MessageMethod binary) {

    /**
     * The method for a message, and its payload.
     *
     * @throws InvalidPayloadException if the payload cannot be read, or no method takes it
     * @throws UnacceptableMessageException if no method takes this kind of message
     */
    Routed route(WebSocketMessage message) {
        if (!(message instanceof TextMessage)) {
            if (binary == null) {
                throw UnacceptableMessageException.expected("text");
            }
            return binary.route(message);
        }
        Routed routed = json == null ? null : json.route(message, text != null);
        if (routed != null) {
            return routed;
        }
        if (text == null) {
            throw UnacceptableMessageException.expected("binary");
        }
        return text.route(message);
    }

    /** Whether one of them runs on the event loop: then messages are told apart there. */
    boolean hasMethodOnLoop() {
        return isOnLoop(text) || isOnLoop(binary) || (json != null && json.hasMethodOnLoop());
    }

    private static boolean isOnLoop(@Nullable MessageMethod method) {
        return method != null && method.method().onLoop();
    }

    /** A method, and what it is to be called with. */
    record Routed(SocketMethod method, Object payload) {}

    /** A method that takes one type of payload. */
    record MessageMethod(SocketMethod method, PayloadType payload) {

        Routed route(WebSocketMessage message) {
            return new Routed(method, payload.decode(message));
        }
    }
}
