package io.tidewire.websocket.spring;

import io.tidewire.websocket.Broadcast;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A session of the engine that knows its endpoint; made once for each connection. */
final class EndpointSession implements SocketSession {

    private final WebSocketSession session;
    private final EndpointName endpoint;
    private final PayloadCodec codec;
    private final List<SocketMessageInterceptor> interceptors;

    /** Where the answers to requests are waited for, from the first request on. */
    private volatile @Nullable PendingReplies replies;

    EndpointSession(WebSocketSession session, EndpointName endpoint, HandlerSupport support) {
        this.session = session;
        this.endpoint = endpoint;
        this.codec = support.codec();
        this.interceptors = support.messageInterceptors();
    }

    /** Takes a message if it answers a request. */
    boolean takeReply(WebSocketMessage message) {
        PendingReplies waiting = replies;
        return waiting != null && waiting.take(message);
    }

    /** The connection has ended: no answers come any more. Who asks now finds the session closed. */
    void endReplies() {
        PendingReplies waiting = replies;
        if (waiting != null) {
            waiting.close();
        }
    }

    private synchronized PendingReplies replies() {
        PendingReplies waiting = replies;
        if (waiting == null) {
            waiting = new PendingReplies(this, codec);
            replies = waiting;
        }
        return waiting;
    }

    @Override
    public EndpointName getEndpoint() {
        return endpoint;
    }

    @Override
    public Mono<Void> sendPayload(Object payload) {
        return sendMessage(codec.encode(payload));
    }

    @Override
    public <T> Mono<T> request(Object payload, Class<T> replyType, Duration timeout) {
        return replies().request(payload, replyType, timeout);
    }

    @Override
    public Mono<Void> sendMessage(WebSocketMessage message) {
        WebSocketMessage intercepted = intercepted(message);
        return intercepted == null ? Mono.empty() : session.sendMessage(intercepted);
    }

    @Override
    public void sendIn(Broadcast broadcast) {
        if (interceptors.isEmpty()) {
            session.sendIn(broadcast);
        } else {
            sendMessage(broadcast.message());
        }
    }

    @Override
    public Mono<Void> send(Publisher<? extends WebSocketMessage> messages) {
        return session.send(
                interceptors.isEmpty() ? messages : Flux.from(messages).mapNotNull(this::intercepted));
    }

    // what is sent in pieces is never there as a message that an interceptor could look at

    @Override
    public Mono<Void> sendText(Publisher<? extends CharSequence> content) {
        return session.sendText(content);
    }

    @Override
    public Mono<Void> sendBinary(Publisher<byte[]> content) {
        return session.sendBinary(content);
    }

    private @Nullable WebSocketMessage intercepted(WebSocketMessage message) {
        WebSocketMessage passed = message;
        for (int i = interceptors.size() - 1; i >= 0 && passed != null; i--) {
            passed = interceptors.get(i).sending(this, passed);
        }
        return passed;
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
    public long getQueuedBytes() {
        return session.getQueuedBytes();
    }

    @Override
    public long getDroppedMessages() {
        return session.getDroppedMessages();
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
