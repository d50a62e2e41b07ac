package io.tidewire.websocket.spring;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketSession;

/** A handler of text: a binary message closes the session with 1003 (RFC 6455, section 7.4.1). */
public abstract class TextWebSocketHandler extends AbstractWebSocketHandler {

    private static final CloseStatus NO_BINARY = CloseStatus.NOT_ACCEPTABLE.withReason("binary messages not supported");

    /** For subclasses. */
    protected TextWebSocketHandler() {}

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
        session.close(NO_BINARY);
    }
}
