package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.spring.SocketSession;
import java.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.FluxSink;

/**
 * Who has a topic in common on this node, and who listens to it. Changed by one thread at a time, which {@link
 * LocalSessions} sees to; read by any.
 */
final class TopicMembers {

    private static final int FEW = 2;

    private final Map<String, SocketSession> sessions = new ConcurrentHashMap<>(FEW);

    /** How many sessions each user has here. */
    private final Map<String, Integer> users = new ConcurrentHashMap<>(FEW);

    private final List<FluxSink<WebSocketMessage>> listeners = new CopyOnWriteArrayList<>();

    /** To what other nodes tell; disposed of when the topic is left by the last. */
    final Disposable.Swap subscription = Disposables.swap();

    boolean isEmpty() {
        return sessions.isEmpty() && listeners.isEmpty();
    }

    /** Whether the bus has ended the subscription. */
    boolean isForgotten() {
        Disposable current = subscription.get();
        return current != null && current.isDisposed();
    }

    // ---- sessions

    /** Lets a session in, and says whose it is. */
    RoomMember add(SocketSession session) {
        sessions.put(session.getId(), session);
        Principal user = session.getPrincipal();
        return user == null
                ? anonymous(session, 1)
                : new RoomMember(user.getName(), true, users.merge(user.getName(), 1, Integer::sum));
    }

    /** Lets a session out that is in, and says whose it was. */
    RoomMember remove(SocketSession session) {
        sessions.remove(session.getId());
        Principal user = session.getPrincipal();
        if (user == null) {
            return anonymous(session, 0);
        }
        Integer left = users.computeIfPresent(user.getName(), (name, count) -> count == 1 ? null : count - 1);
        return new RoomMember(user.getName(), true, left == null ? 0 : left);
    }

    private static RoomMember anonymous(SocketSession session, int count) {
        return new RoomMember(session.getId(), false, count);
    }

    boolean contains(String sessionId) {
        return sessions.containsKey(sessionId);
    }

    Collection<SocketSession> sessions() {
        return sessions.values();
    }

    List<RoomMember> members() {
        return Stream.concat(
                        users.entrySet().stream().map(user -> new RoomMember(user.getKey(), true, user.getValue())),
                        sessions.values().stream()
                                .filter(session -> session.getPrincipal() == null)
                                .map(session -> anonymous(session, 1)))
                .toList();
    }

    // ---- listeners

    void add(FluxSink<WebSocketMessage> listener) {
        listeners.add(listener);
    }

    void remove(FluxSink<WebSocketMessage> listener) {
        listeners.remove(listener);
    }

    void tellListeners(WebSocketMessage message) {
        for (FluxSink<WebSocketMessage> listener : listeners) {
            listener.next(message);
        }
    }

    void completeListeners() {
        listeners.forEach(FluxSink::complete);
    }
}
