package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;

/** A handler of binary data: a text message closes the session with 1003 (RFC 6455, section 7.4.1). */
public abstract class BinaryWebSocketHandler extends AbstractWebSocketHandler {

    private static final CloseStatus NO_TEXT = CloseStatus.NOT_ACCEPTABLE.withReason("text messages not supported");

    /** For subclasses. */
    protected BinaryWebSocketHandler() {}

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
        session.close(NO_TEXT);
    }
}
