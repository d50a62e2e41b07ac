package io.tidewire.benchmarks.server;

import io.tidewire.websocket.Broadcast;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions that are sent the same. */
final class Members {

    private final Set<WebSocketSession> sessions = ConcurrentHashMap.newKeySet();

    void add(WebSocketSession session) {
        sessions.add(session);
        session.closeStatus().subscribe(status -> sessions.remove(session));
    }

    void send(WebSocketMessage message) {
        Broadcast.send(message, sessions);
    }
}
