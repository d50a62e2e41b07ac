package io.tidewire.websocket.spring;

import static io.tidewire.websocket.spring.SocketSession.CORRELATION_PROPERTY;

import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** What one session has asked its client and not been answered yet: see {@link SocketSession#request}. */
final class PendingReplies {

    private final SocketSession session;
    private final PayloadCodec codec;
    private final Map<String, MonoSink<WebSocketMessage>> waiting = new ConcurrentHashMap<>(0);
    private final AtomicLong requests = new AtomicLong();

    PendingReplies(SocketSession session, PayloadCodec codec) {
        this.session = session;
        this.codec = codec;
    }

    <T> Mono<T> request(Object payload, Class<T> replyType, Duration timeout) {
        Function<WebSocketMessage, Object> decoder = codec.decoder(replyType, CORRELATION_PROPERTY);
        return Mono.<WebSocketMessage>create(sink -> {
                    String id = Long.toString(requests.incrementAndGet());
                    WebSocketMessage message = codec.encode(payload, CORRELATION_PROPERTY, id);
                    waiting.put(id, sink);
                    sink.onDispose(() -> waiting.remove(id));
                    if (!session.isOpen()) {
                        sink.error(ended());
                        return;
                    }
                    session.sendMessage(message).subscribe(nothing -> {}, sink::error);
                })
                .timeout(timeout, Mono.error(() -> new TimeoutException("No reply within " + timeout)))
                .map(reply -> replyType.cast(decoder.apply(reply)));
    }

    /** Takes a message if it is an answer that is waited for. */
    boolean take(WebSocketMessage message) {
        if (waiting.isEmpty() || !(message instanceof TextMessage)) {
            return false;
        }
        String id = codec.property(message, CORRELATION_PROPERTY);
        MonoSink<WebSocketMessage> sink = id == null ? null : waiting.remove(id);
        if (sink == null) {
            return false;
        }
        sink.success(message);
        return true;
    }

    /** The connection has ended. */
    void close() {
        waiting.values().forEach(sink -> sink.error(ended()));
    }

    private static SessionClosedException ended() {
        return new SessionClosedException("The session ended before the reply came");
    }
}
