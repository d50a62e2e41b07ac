package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketSession;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** The open sessions of this server, and whether it takes new ones. Thread-safe. */
public final class SocketSessions {

    private final Set<WebSocketSession> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean accepting = true;

    /** No sessions yet; takes new ones. */
    public SocketSessions() {}

    /** Whether an upgrade is answered; if not, with 503. */
    public boolean isAccepting() {
        return accepting;
    }

    /** How many sessions are open. */
    public int size() {
        return sessions.size();
    }

    /** Holds a session until it ends. */
    void add(WebSocketSession session) {
        sessions.add(session);
        session.closeStatus().subscribe(status -> sessions.remove(session));
        if (!accepting) {
            session.close(CloseStatus.GOING_AWAY);
        }
    }

    /** Takes new sessions again. */
    public void accept() {
        accepting = true;
    }

    /**
     * Takes no new sessions, and closes those that are open (RFC 6455, section 7.1.2).
     *
     * @param status what the clients are told
     * @return completes when all of them have ended; without it nothing happens
     */
    public Mono<Void> close(CloseStatus status) {
        return Mono.defer(() -> {
            accepting = false;
            return Mono.when(
                    sessions.stream().map(session -> session.close(status)).toList());
        });
    }
}
