package io.tidewire.sample;

import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.TextWebSocketHandler;

/** Tells each client its address. */
@SocketHandler("/address")
class AddressHandler extends TextWebSocketHandler {

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        session.sendMessage(new TextMessage(session.getHandshakeInfo().remoteAddress().getHostString()));
    }
}
