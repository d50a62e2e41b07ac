package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.spring.EndpointName;
import io.tidewire.websocket.spring.SocketSession;
import java.net.URI;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * A session without a connection, that remembers what it was sent and how it was closed. Rooms need no more of a session:
 * any other call fails the test.
 */
final class TestSession implements SocketSession {

    final List<WebSocketMessage> sent = new CopyOnWriteArrayList<>();
    final List<CloseStatus> closed = new CopyOnWriteArrayList<>();

    /** What the next call throws. */
    @Nullable
    Throwable failure;

    private final String id;
    private final EndpointName endpoint;
    private final @Nullable Principal user;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();

    TestSession(String id, String endpoint, @Nullable String user) {
        this.id = id;
        this.endpoint = EndpointName.of(endpoint);
        this.user = user == null ? null : () -> user;
    }

    List<String> texts() {
        return sent.stream()
                .map(message -> ((TextMessage) message).getPayload())
                .toList();
    }

    @Override
    public EndpointName getEndpoint() {
        return endpoint;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public HandshakeInfo getHandshakeInfo() {
        return new HandshakeInfo(URI.create("/"), HandshakeHeaders.of(List.of()), null, user, null, null);
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public Mono<Void> sendMessage(WebSocketMessage message) {
        failOnce();
        sent.add(message);
        return Mono.empty();
    }

    @Override
    public Mono<Void> close(CloseStatus status) {
        failOnce();
        closed.add(status);
        return Mono.empty();
    }

    private void failOnce() {
        Throwable thrown = failure;
        failure = null;
        if (thrown != null) {
            throw Exceptions.propagate(thrown);
        }
    }

    @Override
    public boolean isOpen() {
        return closed.isEmpty();
    }

    // ---- what no test asks for

    private static AssertionError notExpected() {
        return new AssertionError("Rooms are not expected to ask this of a session");
    }

    @Override
    public Mono<Void> sendPayload(Object payload) {
        throw notExpected();
    }

    @Override
    public <T> Mono<T> request(Object payload, Class<T> answer, Duration timeout) {
        throw notExpected();
    }

    @Override
    public @Nullable Duration getRoundTripTime() {
        throw notExpected();
    }

    @Override
    public Mono<Void> send(Publisher<? extends WebSocketMessage> messages) {
        throw notExpected();
    }

    @Override
    public Mono<Void> sendText(Publisher<? extends CharSequence> content) {
        throw notExpected();
    }

    @Override
    public Mono<Void> sendBinary(Publisher<byte[]> content) {
        throw notExpected();
    }

    @Override
    public long getQueuedBytes() {
        throw notExpected();
    }

    @Override
    public long getDroppedMessages() {
        throw notExpected();
    }

    @Override
    public void sendPing(byte[] payload) {
        throw notExpected();
    }

    @Override
    public void sendPong(byte[] payload) {
        throw notExpected();
    }

    @Override
    public void abort() {
        throw notExpected();
    }

    @Override
    public Mono<CloseStatus> closeStatus() {
        throw notExpected();
    }

    @Override
    public String toString() {
        return id;
    }
}
