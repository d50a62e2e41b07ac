package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** A session of the engine that knows its endpoint; made once for each connection. */
final class EndpointSession implements SocketSession {

    private final WebSocketSession session;
    private final EndpointName endpoint;
    private final PayloadCodec codec;

    EndpointSession(WebSocketSession session, EndpointName endpoint, PayloadCodec codec) {
        this.session = session;
        this.endpoint = endpoint;
        this.codec = codec;
    }

    @Override
    public EndpointName getEndpoint() {
        return endpoint;
    }

    @Override
    public Mono<Void> sendPayload(Object payload) {
        return session.sendMessage(codec.encode(payload));
    }

    // ---- the engine's

    @Override
    public String getId() {
        return session.getId();
    }

    @Override
    public HandshakeInfo getHandshakeInfo() {
        return session.getHandshakeInfo();
    }

    @Override
    public Map<String, Object> getAttributes() {
        return session.getAttributes();
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public @Nullable Duration getRoundTripTime() {
        return session.getRoundTripTime();
    }

    @Override
    public Mono<Void> sendMessage(WebSocketMessage message) {
        return session.sendMessage(message);
    }

    @Override
    public Mono<Void> send(Publisher<? extends WebSocketMessage> messages) {
        return session.send(messages);
    }

    @Override
    public void sendPing(byte[] payload) {
        session.sendPing(payload);
    }

    @Override
    public void sendPong(byte[] payload) {
        session.sendPong(payload);
    }

    @Override
    public Mono<Void> close(CloseStatus status) {
        return session.close(status);
    }

    @Override
    public void abort() {
        session.abort();
    }

    @Override
    public Mono<CloseStatus> closeStatus() {
        return session.closeStatus();
    }

    /** Says which endpoint, and the id of the session. */
    @Override
    public String toString() {
        return endpoint + "[" + getId() + "]";
    }
}
