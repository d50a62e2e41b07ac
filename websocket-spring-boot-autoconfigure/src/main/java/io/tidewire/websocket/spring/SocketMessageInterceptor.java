package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketMessage;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the sessions of {@link SocketHandler}s and their handlers. Beans of this type see each whole message,
 * in their order on the way in and in the opposite one on the way out, but none that is handled while it arrives ({@link
 * io.tidewire.websocket.StreamedMessage}). They must not block.
 */
public interface SocketMessageInterceptor {

    /**
     * A message has arrived; called on the connection's event loop. What it throws closes the session with 1011.
     *
     * @return the message for the handler, this one or another; {@code null} if the handler is not to see it
     */
    default @Nullable WebSocketMessage received(SocketSession session, WebSocketMessage message) {
        return message;
    }

    /**
     * A message is about to be sent; called by whoever sends it, who also gets what it throws. Not asked about a message
     * that is sent in pieces ({@code sendText} and {@code sendBinary}): it is never there as a whole.
     *
     * @return the message to send, this one or another; {@code null} if none is to be sent
     */
    default @Nullable WebSocketMessage sending(SocketSession session, WebSocketMessage message) {
        return message;
    }
}
