package io.tidewire.sample;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.AbstractWebSocketHandler;
import io.tidewire.websocket.spring.SocketHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hands every message on to everyone, its sender included. */
@SocketHandler("/broadcast")
class BroadcastHandler extends AbstractWebSocketHandler {

    private final Set<WebSocketSession> sessions = ConcurrentHashMap.newKeySet();

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        sessions.add(session);
    }

    // Messages are immutable: the one that came in is the one that goes out, to all
    @Override
    public void handleMessage(WebSocketSession session, WebSocketMessage message) {
        for (WebSocketSession listener : sessions) {
            listener.sendMessage(message);
        }
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        sessions.remove(session);
    }
}
