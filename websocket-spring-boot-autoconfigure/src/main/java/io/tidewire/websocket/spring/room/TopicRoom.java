package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.EndpointName;
import io.tidewire.websocket.spring.SocketSession;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A room: an audience that sessions can join. */
final class TopicRoom extends DescribedAudience implements Room {

    /** As many messages wait for a slow listener, or some more. */
    private static final int WAITING_MESSAGES = 256;

    private final Topic.OfRoom topic;

    TopicRoom(DefaultSockets sockets, Topic.OfRoom topic) {
        super(sockets, topic);
        this.topic = topic;
    }

    @Override
    public EndpointName endpoint() {
        return topic.endpoint();
    }

    @Override
    public String name() {
        return topic.room();
    }

    @Override
    public boolean join(WebSocketSession session) {
        SocketSession known = sockets.sessions().find(session.getId());
        if (known != null && !known.getEndpoint().equals(endpoint())) {
            throw new IllegalArgumentException(
                    "A session of endpoint " + known.getEndpoint() + " cannot join a room of endpoint " + endpoint());
        }
        return sockets.sessions().join(topic, session.getId());
    }

    @Override
    public boolean leave(WebSocketSession session) {
        return sockets.sessions().leave(topic, session.getId());
    }

    @Override
    public Flux<RoomMember> members() {
        return Flux.defer(() -> Flux.fromIterable(sockets.sessions().membersOf(topic)));
    }

    @Override
    public Flux<WebSocketMessage> messages() {
        return Flux.<WebSocketMessage>create(listener -> sockets.sessions().listen(topic, listener))
                .onBackpressureBuffer(WAITING_MESSAGES)
                .publishOn(sockets.listenerScheduler());
    }

    @Override
    public <T> Flux<T> messages(Class<T> type) {
        return messages().map(message -> sockets.codec().decode(message, type));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicRoom room && sockets == room.sockets && topic.equals(room.topic);
    }

    @Override
    public int hashCode() {
        return topic.hashCode();
    }

    @Override
    public String toString() {
        return endpoint() + "/" + name();
    }
}
